package io.taurine.cli;

import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How jobs are run and kept: what a job of one's own and the jobs of a scheduler are told in the same words. */
final class RunOptions {

    @Option(
            names = "--priority",
            paramLabel = "N",
            description = "1 is the most urgent; jobs without a priority go before all others.")
    private @Nullable Integer priority;

    @Option(names = "--attempts", paramLabel = "N", description = "Runs allowed, the first included. Default: 1.")
    private @Nullable Integer attempts;

    @Option(
            names = "--backoff",
            paramLabel = "TYPE:TIME[:JITTER]",
            converter = BackoffConverter.class,
            description = "Pause before another attempt: fixed:500ms, exponential:1s, exponential:1s:0.5.")
    private @Nullable Backoff backoff;

    @Option(
            names = "--remove-on-complete",
            paramLabel = "KEEP",
            converter = KeepJobsConverter.class,
            description = "true, false, or how many completed jobs stay and for how long: 1000, 24h, or 1000,24h.")
    private @Nullable KeepJobs removeOnComplete;

    @Option(
            names = "--remove-on-fail",
            paramLabel = "KEEP",
            converter = KeepJobsConverter.class,
            description = "The same for failed jobs.")
    private @Nullable KeepJobs removeOnFail;

    /** A builder with what was given. */
    JobOptions.Builder builder() {
        var builder = JobOptions.builder();
        given(priority, builder::priority);
        given(attempts, builder::attempts);
        given(backoff, builder::backoff);
        given(removeOnComplete, builder::removeOnComplete);
        given(removeOnFail, builder::removeOnFail);
        return builder;
    }

    boolean isAnyGiven() {
        return Arrays.asList(priority, attempts, backoff, removeOnComplete, removeOnFail).stream()
                .anyMatch(Objects::nonNull);
    }

    static <V> void given(@Nullable V value, Consumer<V> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
