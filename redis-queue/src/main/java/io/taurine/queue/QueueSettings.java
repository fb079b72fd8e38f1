package io.taurine.queue;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a queue stores about itself.
 *
 * @param paused true when the whole queue is paused
 * @param concurrency most jobs that may run at once over all workers
 * @param rateLimit the global rate limit
 * @param maxLenEvents about how many entries the event stream keeps
 * @param version the library that opened the queue first, for example {@code bullmq:6.7.0}
 * @param fields everything as stored, what later versions add included
 */
public record QueueSettings(
        boolean paused,
        OptionalInt concurrency,
        Optional<RateLimit> rateLimit,
        OptionalLong maxLenEvents,
        Optional<String> version,
        Map<String, String> fields) {

    public QueueSettings {
        fields = Map.copyOf(fields);
    }

    static QueueSettings of(Map<String, String> fields) {
        return new QueueSettings(
                fields.containsKey("paused"),
                StoredNumbers.integer(fields.get("concurrency")),
                LimitKeeper.rateLimit(fields.get("max"), fields.get("duration")),
                StoredNumbers.number(fields.get("opts.maxLenEvents")),
                Optional.ofNullable(fields.get("version")),
                fields);
    }
}
