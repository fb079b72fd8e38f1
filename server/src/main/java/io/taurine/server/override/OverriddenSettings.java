package io.taurine.server.override;

import io.taurine.server.definition.Definition;
import io.taurine.server.runner.LiveSettings;
import java.util.function.Consumer;

/** Overrides as a runner goes by them. Safe to share between threads. */
public final class OverriddenSettings implements LiveSettings {

    private final Overrides overrides;

    public OverriddenSettings(Overrides overrides) {
        this.overrides = overrides;
    }

    @Override
    public <P> Definition<P> effective(Definition<P> definition) {
        return overrides.effective(definition);
    }

    @Override
    public void onChange(Consumer<String> listener) {
        overrides.listen(event -> {
            if (event.kind() == OverrideEvent.Kind.CHANGED) {
                listener.accept(event.key());
            }
        });
    }
}
