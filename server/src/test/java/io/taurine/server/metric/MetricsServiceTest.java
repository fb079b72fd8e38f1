package io.taurine.server.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.taurine.history.HistoryException;
import io.taurine.history.Outcome;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.NoSuchDefinitionException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsServiceTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Past past = new Past();
    private final FixedRunner runner = new FixedRunner("mail", "video")
            .has("mail", JobStatus.QUEUED, 7)
            .has("mail", JobStatus.FAILED, 2)
            .has("video", JobStatus.QUEUED, 3);
    private final MetricsService metrics =
            new MetricsService(runner, past.history().statistics(), Duration.ofSeconds(5), past);

    @AfterEach
    void closePast() {
        past.close();
    }

    @Test
    void totalsByStatusAreThoseOfAllDefinitions() {
        assertThat(metrics.summary().jobs()).isEqualTo(Map.of(JobStatus.QUEUED, 10L, JobStatus.FAILED, 2L));
        assertThat(metrics.definitions()).extracting(JobNumbers::definitionKey).containsExactly("mail", "video");
        assertThat(metrics.definition("video", Duration.ZERO).jobs()).isEqualTo(Map.of(JobStatus.QUEUED, 3L));
    }

    @Test
    void successAndRetryRateAreOfWhatEnded() {
        past.ended(6, "mail", Outcome.SUCCEEDED, MINUTE, 10, 0)
                .ended(1, "mail", Outcome.FAILED, MINUTE, 10, 0)
                .ended(1, "mail", Outcome.TIMED_OUT, MINUTE, 10, 0)
                .ended(2, "mail", Outcome.RETRIED, MINUTE, 10, 0)
                .ended(5, "video", Outcome.FAILED, MINUTE, 10, 0);

        var mail = metrics.performance(Optional.of("mail"), 1, Duration.ZERO);
        var all = metrics.performance(Optional.empty(), 1, Duration.ZERO);

        assertThat(mail.successRate()).isEqualTo(0.75);
        assertThat(mail.retryRate()).isEqualTo(0.2);
        assertThat(mail.executions()).containsEntry(Outcome.SUCCEEDED, 6L).containsEntry(Outcome.RETRIED, 2L);
        assertThat(all.successRate()).isCloseTo(6.0 / 13, within(1e-9));
    }

    @Test
    void ratesAreUnknownWhereNothingEnded() {
        var performance = metrics.performance(Optional.of("mail"), 24, Duration.ZERO);

        assertThat(performance.successRate()).isNull();
        assertThat(performance.retryRate()).isNull();
        assertThat(performance.run()).isEqualTo(new TimeStatistics(0, 0, 0, 0, 0));
    }

    @Test
    void timesHaveMeanAndPercentiles() {
        for (var i = 1; i <= 100; i++) {
            past.ended(1, "mail", Outcome.SUCCEEDED, MINUTE, i * 10L, i * 100L);
        }

        var day = metrics.summary().lastDay();

        assertThat(day.run().count()).isEqualTo(100);
        assertThat(day.run().meanMillis()).isEqualTo(505);
        assertThat(day.run().p50Millis()).isCloseTo(500, within(30.0));
        assertThat(day.run().p95Millis()).isCloseTo(950, within(50.0));
        assertThat(day.run().p99Millis()).isCloseTo(990, within(55.0));
        assertThat(day.queue().meanMillis()).isEqualTo(5_050);
        assertThat(day.queue().p99Millis()).isCloseTo(9_900, within(550.0));
    }

    @Test
    void throughputIsOfTheLastHourDayAndWeek() {
        // At a quarter past, three quarters of the hour before belong to the last hour.
        past.ended(4, "mail", Outcome.SUCCEEDED, MINUTE, 1, 0)
                .ended(40, "mail", Outcome.SUCCEEDED, Duration.ofMinutes(30), 1, 0)
                .ended(2, "mail", Outcome.RETRIED, MINUTE, 1, 0)
                .ended(100, "mail", Outcome.CANCELLED, HOUR.multipliedBy(10), 1, 0)
                .ended(1_000, "mail", Outcome.FAILED, Duration.ofDays(3), 1, 0)
                .ended(9, "mail", Outcome.FAILED, Duration.ofDays(9), 1, 0);

        assertThat(metrics.summary().throughput()).isEqualTo(new Throughput(34, 144, 1_144));
    }

    @Test
    void theSeriesHasEveryHour() {
        past.ended(3, "mail", Outcome.SUCCEEDED, MINUTE, 10, 4)
                .ended(1, "mail", Outcome.TIMED_OUT, MINUTE, 50, 8)
                .ended(2, "mail", Outcome.RETRIED, HOUR.multipliedBy(2), 10, 0)
                .ended(1, "mail", Outcome.LOST, HOUR.multipliedBy(2), 10, 0)
                .ended(1, "video", Outcome.SUCCEEDED, HOUR, 10, 0);

        var mail = metrics.throughput(Optional.of("mail"), 3, Duration.ZERO);

        assertThat(mail)
                .containsExactly(
                        new HourMetrics(Instant.parse("2026-03-01T10:00:00Z"), 0, 0, 2, 1, 10, 0),
                        new HourMetrics(Instant.parse("2026-03-01T11:00:00Z"), 0, 0, 0, 0, 0, 0),
                        new HourMetrics(Instant.parse("2026-03-01T12:00:00Z"), 3, 1, 0, 0, 20, 5));
        assertThat(metrics.throughput(Optional.empty(), 168, Duration.ZERO)).hasSize(168);
    }

    @Test
    void anAnswerIsKeptForItsTimeToLive() {
        var first = metrics.summary();
        past.ended(1, "mail", Outcome.SUCCEEDED, MINUTE, 1, 0);
        var asked = runner.asked();
        past.pass(Duration.ofSeconds(4));
        var second = metrics.summary();
        var askedMeanwhile = runner.asked();
        past.pass(Duration.ofSeconds(1));
        var third = metrics.summary();

        assertThat(second).isSameAs(first);
        assertThat(askedMeanwhile).isEqualTo(asked);
        assertThat(third.throughput().lastHour()).isEqualTo(1);
        assertThat(metrics.summary(Duration.ZERO)).isNotSameAs(third);
        assertThat(metrics.summary(Duration.ofHours(1))).isEqualTo(metrics.summary(Duration.ofHours(1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 169})
    void refusesSpansOutOfRange(int hours) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metrics.throughput(Optional.empty(), hours, Duration.ZERO))
                .withMessage("hours must be 1 to 168, was " + hours);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metrics.performance(Optional.empty(), hours, Duration.ZERO));
    }

    @Test
    void refusesADefinitionThatIsNone() {
        assertThatExceptionOfType(NoSuchDefinitionException.class)
                .isThrownBy(() -> metrics.performance(Optional.of("fax"), 1, Duration.ZERO));
        assertThatExceptionOfType(NoSuchDefinitionException.class)
                .isThrownBy(() -> metrics.definition("fax", Duration.ZERO));
    }

    @Test
    void saysThatTheDatabaseDoesNotAnswerAndKeepsNoFailure() {
        past.database().close();

        assertThatExceptionOfType(HistoryException.class).isThrownBy(metrics::summary);
        var asked = runner.asked();
        assertThatExceptionOfType(HistoryException.class).isThrownBy(metrics::summary);
        assertThat(runner.asked()).isGreaterThan(asked);
    }

    @Test
    void prometheusGetsThemAsText() {
        past.ended(3, "mail", Outcome.SUCCEEDED, MINUTE, 2_000, 500);
        try (var prometheus = new PrometheusMetrics(metrics)) {

            var first = prometheus.scrape();
            past.ended(1, "mail", Outcome.FAILED, MINUTE, 2_000, 500);
            past.pass(Duration.ofSeconds(6));
            var second = prometheus.scrape();
            past.database().close();
            past.pass(Duration.ofSeconds(6));
            var last = prometheus.scrape();

            assertThat(first)
                    .contains("taurine_server_jobs{definition=\"mail\",status=\"queued\"} 7.0")
                    .contains("taurine_server_executions_day{definition=\"mail\",outcome=\"succeeded\"} 3.0")
                    .contains("taurine_server_run_time_seconds{definition=\"mail\",statistic=\"mean\"} 2.0")
                    .contains("taurine_server_queue_time_seconds{definition=\"mail\",statistic=\"mean\"} 0.5")
                    .contains("jvm_memory_used_bytes");
            assertThat(second).contains("taurine_server_executions_day{definition=\"mail\",outcome=\"failed\"} 1.0");
            assertThat(last).contains("taurine_server_executions_day{definition=\"mail\",outcome=\"failed\"} 1.0");
        }
    }
}
