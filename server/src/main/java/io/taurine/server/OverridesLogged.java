package io.taurine.server;

import io.taurine.server.override.OverrideEvent;
import io.taurine.server.override.OverrideListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what is overridden. The runner goes by it of itself: overrides are its settings. */
final class OverridesLogged implements OverrideListener {

    private static final Logger LOG = LoggerFactory.getLogger(OverridesLogged.class);

    @Override
    public void on(OverrideEvent event) {
        LOG.info("The override of {}: {} {}", event.key(), event.kind(), event.detail());
    }
}
