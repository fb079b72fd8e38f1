package io.taurine.server.override;

import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.StartRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has a runner go by overrides. It goes by most of them since its setup was given the {@link Overrides} as its settings; this is
 * for what it is told from outside.
 */
public final class OverrideBinding {

    private OverrideBinding() {}

    /** Switches definitions of a runner that has started on and off, as is overridden now and from now on. */
    public static void bind(Overrides overrides, JobRunner runner) {
        overrides.listen(event -> {
            if (event.kind() == OverrideEvent.Kind.CHANGED
                    && !enabled(event.before()).equals(enabled(event.after()))) {
                enable(overrides, runner, event.key());
            }
        });
        for (var view : overrides.list()) {
            // What was changed while no server ran. Without a word about it the runner's own switch counts.
            if (enabled(view.override()).isPresent()) {
                enable(overrides, runner, view.key());
            }
        }
    }

    private static Optional<String> enabled(DefinitionOverride override) {
        return override.field(OverrideField.ENABLED.fieldName());
    }

    private static void enable(Overrides overrides, JobRunner runner, String key) {
        overrides.effective().newest(key).ifPresent(definition -> {
            if (definition.isEnabled()) {
                runner.executor().enable(key);
            } else {
                runner.executor().disable(key);
            }
        });
    }

    /**
     * Starts what {@code runNow} asks for on a runner that may not be there yet.
     *
     * @param runner gives null as long as there is none: a run is then tried again
     */
    public static RunStarter startingOn(Supplier<? extends @Nullable JobRunner> runner) {
        return (key, params, id) -> {
            var there = Objects.requireNonNull(runner.get(), "the runner is not there yet");
            there.executor()
                    .start(StartRequest.of(key)
                            .params(params)
                            .idempotencyKey("run-now:" + id)
                            .build());
        };
    }
}
