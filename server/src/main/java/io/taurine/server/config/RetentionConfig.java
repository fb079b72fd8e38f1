package io.taurine.server.config;

import java.time.Duration;

/**
 * How long, and how much, the database keeps.
 *
 * @param executionsCount of each definition
 */
public record RetentionConfig(Duration events, Duration executions, int executionsCount) {

    static RetentionConfig of(Values values) {
        return new RetentionConfig(
                values.get(Settings.RETAIN_EVENTS),
                values.get(Settings.RETAIN_EXECUTIONS),
                values.get(Settings.RETAIN_COUNT));
    }
}
