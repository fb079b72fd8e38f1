package io.taurine.server;

import io.taurine.server.definition.Definition;
import io.taurine.server.override.DefinitionOverride;
import io.taurine.server.override.OverrideEvent;
import io.taurine.server.override.OverrideListener;
import io.taurine.server.override.Overrides;
import io.taurine.server.runner.JobRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what is overridden, and has a runner without live settings go by another retry rule at least. */
final class OverridesApplied implements OverrideListener {

    private static final Logger LOG = LoggerFactory.getLogger(OverridesApplied.class);

    private final JobRunner runner;
    private final Overrides overrides;

    OverridesApplied(JobRunner runner, Overrides overrides) {
        this.runner = runner;
        this.overrides = overrides;
    }

    @Override
    public void on(OverrideEvent event) {
        LOG.info("The override of {}: {} {}", event.key(), event.kind(), event.detail());
        if (event.kind() == OverrideEvent.Kind.CHANGED || event.kind() == OverrideEvent.Kind.RESET) {
            runner.definitions()
                    .newest(event.key())
                    .ifPresent(definition -> apply(definition, event.before(), event.after()));
        }
    }

    private void apply(Definition<?> definition, DefinitionOverride before, DefinitionOverride after) {
        var effective = overrides.effective(definition);
        var key = definition.key();
        if (!before.equals(after)) {
            runner.executor().configureRetry(key, effective.retry());
        }
    }
}
