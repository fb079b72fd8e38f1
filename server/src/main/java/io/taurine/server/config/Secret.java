package io.taurine.server.config;

/** A text that must not come into logs. */
public record Secret(String value) {

    @Override
    public String toString() {
        return "***";
    }
}
