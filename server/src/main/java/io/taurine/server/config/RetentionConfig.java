package io.taurine.server.config;

import java.time.Duration;

/**
 * How long, and how much, is kept.
 *
 * @param executionsCount of each definition
 */
public record RetentionConfig(
        Duration events, Duration executions, int executionsCount, Duration files, Duration audit) {

    static RetentionConfig of(Values values) {
        return new RetentionConfig(
                values.get(Settings.RETAIN_EVENTS),
                values.get(Settings.RETAIN_EXECUTIONS),
                values.get(Settings.RETAIN_COUNT),
                values.get(Settings.RETAIN_FILES),
                values.get(Settings.RETAIN_AUDIT));
    }
}
