package io.taurine.server.redis;

import io.taurine.job.Backoff;
import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.internal.RetryDecision;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How jobs are retried, written into their options: as one of BullMQ's own backoffs where that says the same, so that a worker
 * in any language can retry them, else under a name of ours with what it needs beside it.
 */
final class RetrySettings {

    static final String BACKOFF = "taurine";

    private static final String RULE = "taurine.retry";

    private final Map<String, RetryRule> changed = new ConcurrentHashMap<>();

    void change(String key, RetryRule rule) {
        changed.put(key, rule);
    }

    RetryRule of(Definition<?> definition) {
        return changed.getOrDefault(definition.key(), definition.retry());
    }

    /** The delay is written for a single attempt too: somebody may add more by hand. */
    static JobOptions.Builder write(JobOptions.Builder options, RetryRule rule, int attempts) {
        options.attempts(attempts);
        if (rule.delay().isZero()) {
            return options;
        }
        if (rule.factor() == 1) {
            return options.backoff(Backoff.fixed(rule.delay()).withJitter(rule.jitter()));
        }
        if (rule.factor() == 2 && rule.delayAfter(Math.min(attempts, 60)).compareTo(rule.cap()) < 0) {
            return options.backoff(Backoff.exponential(rule.delay()).withJitter(rule.jitter()));
        }
        return options.backoff(Backoff.custom(BACKOFF, rule.delay()).withJitter(rule.jitter()))
                .context(RULE, rule.factor() + " " + rule.cap().toMillis());
    }

    /** The delay of a job with a backoff of ours. */
    static Optional<Duration> delay(int attempt, Job<?> job) {
        var options = job.options();
        var backoff = options.backoff().orElseThrow();
        var base = backoff.baseDelay().orElse(Duration.ZERO);
        var rest = options.context().getOrDefault(RULE, "1 " + base.toMillis()).split(" ", 2);
        var rule = new RetryRule(
                options.attempts(),
                base,
                Double.parseDouble(rest[0]),
                Duration.ofMillis(Long.parseLong(rest[1])),
                backoff.jitter());
        return Optional.of(RetryDecision.delay(
                rule, attempt, () -> ThreadLocalRandom.current().nextDouble()));
    }
}
