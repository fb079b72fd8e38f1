package io.taurine.server.override;

/** Hears of overrides. Called on a thread of theirs, one event at a time. One that throws disturbs nobody. */
@FunctionalInterface
public interface OverrideListener {

    void on(OverrideEvent event);
}
