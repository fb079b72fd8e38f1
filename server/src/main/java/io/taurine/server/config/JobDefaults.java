package io.taurine.server.config;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.RetryRule;
import java.time.Duration;
import java.util.Optional;

/**
 * What holds for definitions that leave something open.
 *
 * @param retry for those with a single attempt
 * @param timeout empty for no bound
 * @param concurrency runs at once in this process
 */
public record JobDefaults(RetryRule retry, Optional<Duration> timeout, int concurrency, Duration lockLifetime) {

    private static final int OPEN_CONCURRENCY = 10;
    private static final Duration OPEN_LOCK = Duration.ofSeconds(30);

    static JobDefaults of(Values values, Problems problems) {
        var base = values.get(Settings.BACKOFF_BASE);
        var max = values.get(Settings.BACKOFF_MAX);
        if (max.compareTo(base) < 0) {
            problems.add(
                    values.where(Settings.BACKOFF_MAX),
                    "jobs.backoff.max must not be shorter than jobs.backoff.base, which is " + base.toMillis() + "ms");
            max = base;
        }
        var jitter = values.get(Settings.BACKOFF_JITTER) / 100.0;
        return new JobDefaults(
                new RetryRule(values.get(Settings.JOB_RETRIES) + 1, base, 2, max, jitter),
                values.find(Settings.JOB_TIMEOUT),
                values.get(Settings.WORKER_DEFAULT),
                values.get(Settings.WORKER_LOCK));
    }

    /** The definition with what it leaves open filled in. */
    public <P> Definition<P> fill(Definition<P> definition) {
        var filled = definition.toBuilder();
        if (definition.retry().equals(RetryRule.none()) && retry.attempts() > 1) {
            filled.retry(retry);
        }
        if (definition.timeout().isEmpty()) {
            timeout.ifPresent(filled::timeout);
        }
        if (definition.processConcurrency() == OPEN_CONCURRENCY) {
            filled.processConcurrency(concurrency);
        }
        if (definition.lockLifetime().equals(OPEN_LOCK)) {
            filled.lockLifetime(lockLifetime);
        }
        return filled.build();
    }
}
