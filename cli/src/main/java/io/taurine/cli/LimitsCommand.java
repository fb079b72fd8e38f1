package io.taurine.cli;

import io.taurine.queue.Queue;
import io.taurine.queue.RateLimit;
import io.taurine.queue.connection.RedisConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "limits",
        description =
                "Show or change what limits all workers of the queue, in every language. Changes first, then shows.")
final class LimitsCommand extends QueueCommand {

    @Option(names = "--concurrency", paramLabel = "N", description = "Most jobs that run at once.")
    private @Nullable Integer concurrency;

    @Option(names = "--remove-concurrency", description = "As many as the workers can.")
    private boolean removeConcurrency;

    @Option(
            names = "--rate",
            paramLabel = "MAX/TIME",
            converter = RateLimitConverter.class,
            description = "Most jobs that start per time, for example 10/1s.")
    private @Nullable RateLimit rate;

    @Option(names = "--remove-rate", description = "As fast as the workers can.")
    private boolean removeRate;

    @Option(
            names = "--hold",
            paramLabel = "TIME",
            description = "Let no job start for that long, where workers keep a rate limit.")
    private @Nullable Duration hold;

    @Option(names = "--remove-hold", description = "Begin a new rate window now.")
    private boolean removeHold;

    LimitsCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    void prepare() {
        requireOne(concurrency != null && removeConcurrency, "concurrency");
        requireOne(rate != null && removeRate, "rate");
        requireOne(hold != null && removeHold, "hold");
        if (concurrency != null && concurrency < 1) {
            throw new IllegalArgumentException("--concurrency must be 1 or more, was " + concurrency);
        }
        if (hold != null && hold.isZero()) {
            throw new IllegalArgumentException("--hold must be 1ms or more, was 0");
        }
    }

    static void requireOne(boolean both, String option) {
        if (both) {
            throw new IllegalArgumentException("--" + option + " and --remove-" + option + " exclude each other");
        }
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        change(queue);
        var limit = queue.getGlobalConcurrency();
        var stored = queue.getGlobalRateLimit();
        var maxed = queue.isMaxed();
        var held = queue.getRateLimitTtl();
        var document = Json.object().put("queue", queue.name());
        document.put("concurrency", limit.isPresent() ? limit.getAsInt() : null).put("maxed", maxed);
        document.putObject("rate")
                .put("max", stored.map(RateLimit::max).orElse(null))
                .put("duration", stored.map(one -> one.duration().toMillis()).orElse(null));
        document.put("held", held.toMillis());
        output.result(document, () -> table(limit, maxed, stored, held));
        return ExitCode.DONE;
    }

    private void change(Queue<JsonText> queue) {
        if (concurrency != null) {
            queue.setGlobalConcurrency(concurrency);
        } else if (removeConcurrency) {
            queue.removeGlobalConcurrency();
        }
        if (rate != null) {
            queue.setGlobalRateLimit(rate.max(), rate.duration());
        } else if (removeRate) {
            queue.removeGlobalRateLimit();
        }
        if (hold != null) {
            queue.rateLimit(hold);
        } else if (removeHold) {
            queue.removeRateLimitKey();
        }
    }

    private static String table(OptionalInt limit, boolean maxed, Optional<RateLimit> rate, Duration held) {
        return new Table("LIMIT", "VALUE")
                .row("concurrency", limit.isPresent() ? limit.getAsInt() + (maxed ? ", all taken" : "") : "none")
                .row(
                        "rate",
                        rate.map(one -> one.max() + " per " + Durations.format(one.duration()))
                                .orElse("none"))
                .row("rate window", held.isZero() ? "open" : "closed for " + Text.elapsed(held.toMillis()))
                .toString();
    }
}
