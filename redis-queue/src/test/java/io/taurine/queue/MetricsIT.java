package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@RedisTest
class MetricsIT {

    private static final long MINUTE = 60_000;

    private final TestQueue keysOf;
    private final Bench bench;
    private final Queue<Object> queue;

    MetricsIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        queue = bench.queue;
    }

    private void completeAt(long millis, int jobs, int maxDataPoints) {
        var batch = bench.settling().at(millis).counting(maxDataPoints);
        for (int i = 0; i < jobs; i++) {
            batch.completed(bench.active(), "1");
        }
        batch.run();
    }

    private List<Long> points() {
        return queue.getMetrics(JobState.COMPLETED).points();
    }

    @Nested
    class Recording {

        @Test
        void startsWithTheFirstEnd() {
            completeAt(Bench.NOW, 1, 10);

            assertThat(keysOf.redis().hgetall(bench.key("metrics:completed")))
                    .isEqualTo(Map.of("count", "1", "prevTS", Long.toString(Bench.NOW), "prevCount", "0"));
            assertThat(queue.getMetrics(JobState.COMPLETED))
                    .isEqualTo(new JobMetrics(1, Optional.of(Instant.ofEpochMilli(Bench.NOW)), 0, List.of(), 0));
        }

        @Test
        void aLaterMinuteWritesWhatEndedBeforeIt() {
            completeAt(Bench.NOW, 3, 10);
            completeAt(Bench.NOW + 1, 2, 10);
            assertThat(points()).isEmpty();

            completeAt(Bench.NOW + MINUTE, 4, 10);

            assertThat(points()).containsExactly(5L);
            var metrics = queue.getMetrics(JobState.COMPLETED);
            assertThat(metrics.count()).isEqualTo(9);
            assertThat(metrics.countAtLastPoint()).isEqualTo(5);
            assertThat(metrics.lastPointAt()).contains(Instant.ofEpochMilli(Bench.NOW + MINUTE));
        }

        @Test
        void minutesWithoutAnEndAreZeros() {
            completeAt(Bench.NOW, 2, 10);
            completeAt(Bench.NOW + 4 * MINUTE, 1, 10);

            assertThat(points()).containsExactly(0L, 0L, 0L, 2L);
        }

        @Test
        void keepsNoMorePointsThanAskedFor() {
            completeAt(Bench.NOW, 2, 3);
            completeAt(Bench.NOW + MINUTE, 1, 3);
            completeAt(Bench.NOW + 2 * MINUTE, 7, 3);
            completeAt(Bench.NOW + 3 * MINUTE, 1, 3);
            completeAt(Bench.NOW + 4 * MINUTE, 1, 3);
            assertThat(points()).containsExactly(1L, 7L, 1L);

            completeAt(Bench.NOW + 1000 * MINUTE, 1, 3);

            assertThat(points()).containsExactly(0L, 0L, 1L);
        }

        @Test
        void aGapLongerThanAScriptCanUnpackIsFilled() {
            completeAt(Bench.NOW, 5, 20_000);
            completeAt(Bench.NOW + 30_000 * MINUTE, 1, 20_000);

            var metrics = queue.getMetrics(JobState.COMPLETED, 0, 1);
            assertThat(metrics.pointCount()).isEqualTo(20_000);
            assertThat(metrics.points()).containsExactly(0L, 0L);
            assertThat(queue.getMetrics(JobState.COMPLETED, 19_999, -1).points())
                    .containsExactly(5L);
        }

        @Test
        void countsCompletedAndFailedOfOneBatchByThemselves() {
            var one = bench.active();
            var two = bench.active();
            var three = bench.active();
            var lost = bench.active();
            keysOf.redis().del(keysOf.key(lost) + ":lock");

            bench.settling()
                    .counting(5)
                    .completed(one, "1")
                    .failed(two, "boom", "[]", 1)
                    .completed(three, "1", "0")
                    .completed(lost, "1")
                    .run();

            assertThat(queue.getMetrics(JobState.COMPLETED).count()).isEqualTo(2);
            assertThat(queue.getMetrics(JobState.FAILED).count()).isEqualTo(1);
        }

        @Test
        void attemptsThatAreRetriedDoNotCount() {
            var retried = bench.active(JobOptions.builder().attempts(3));
            var delayed = bench.active(JobOptions.builder().attempts(3));
            var postponed = bench.active();

            bench.settling()
                    .counting(5)
                    .retry(retried, "boom", false)
                    .delay(delayed, "boom", 5)
                    .postpone(postponed, 5)
                    .run();

            assertThat(keysOf.redis().keys(bench.key("metrics:*"))).isEmpty();
        }

        @Test
        void leavesNothingWhenNobodyAsked() {
            bench.completed();
            bench.failed();

            assertThat(keysOf.redis().keys(bench.key("metrics:*"))).isEmpty();
        }

        @Test
        void goesWithTheQueue() {
            completeAt(Bench.NOW, 1, 10);
            completeAt(Bench.NOW + MINUTE, 1, 10);

            queue.obliterate(true);

            assertThat(keysOf.redis().keys(bench.key("*"))).isEmpty();
        }
    }

    @Nested
    class Reading {

        @Test
        void isAllZerosWhereNothingWasCounted() {
            assertThat(queue.getMetrics(JobState.FAILED))
                    .isEqualTo(new JobMetrics(0, Optional.empty(), 0, List.of(), 0));
        }

        @Test
        void returnsThePageAskedForNewestFirst() {
            keysOf.redis().rpush(bench.key("metrics:failed:data"), "4", "3", "2", "1");

            assertThat(queue.getMetrics(JobState.FAILED, 1, 2).points()).containsExactly(3L, 2L);
            assertThat(queue.getMetrics(JobState.FAILED, 1, -1).points()).containsExactly(3L, 2L, 1L);
            assertThat(queue.getMetrics(JobState.FAILED, 1, 2).pointCount()).isEqualTo(4);
        }

        @Test
        void refusesWhatMakesNoSense() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.getMetrics(JobState.ACTIVE))
                    .withMessage("ended must be completed or failed, was active");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.getMetrics(JobState.FAILED, 3, 2))
                    .withMessage("from must be 0 or more and to not before it, or -1 for all, were 3 and 2");
            assertThatIllegalArgumentException().isThrownBy(() -> queue.getMetrics(JobState.FAILED, -1, 2));
        }
    }

    @Nested
    class Prometheus {

        @Test
        void readsWhatThereIs() {
            completeAt(Bench.NOW, 2, 5);
            bench.add();
            bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
            var labels = new LinkedHashMap<String, String>();
            labels.put("env", "a \"b\" \\ c\nd");
            labels.put("region", "eu");

            var q = "queue=\"" + keysOf.name() + "\"";
            var rest = "env=\"a \\\"b\\\" \\\\ c\\nd\", region=\"eu\"}";
            assertThat(queue.exportPrometheusMetrics(labels))
                    .isEqualTo(String.join(
                            "\n",
                            "# HELP bullmq_job_count Number of jobs in the queue by state",
                            "# TYPE bullmq_job_count gauge",
                            "bullmq_job_count{" + q + ", state=\"active\", " + rest + " 0",
                            "bullmq_job_count{" + q + ", state=\"completed\", " + rest + " 2",
                            "bullmq_job_count{" + q + ", state=\"delayed\", " + rest + " 1",
                            "bullmq_job_count{" + q + ", state=\"failed\", " + rest + " 0",
                            "bullmq_job_count{" + q + ", state=\"prioritized\", " + rest + " 0",
                            "bullmq_job_count{" + q + ", state=\"waiting\", " + rest + " 1",
                            "bullmq_job_count{" + q + ", state=\"waiting-children\", " + rest + " 0",
                            "# HELP bullmq_job_completed_total Total number of completed jobs",
                            "# TYPE bullmq_job_completed_total counter",
                            "bullmq_job_completed_total{" + q + ", " + rest + " 2",
                            "# HELP bullmq_job_failed_total Total number of failed jobs",
                            "# TYPE bullmq_job_failed_total counter",
                            "bullmq_job_failed_total{" + q + ", " + rest + " 0"));
        }

        @Test
        void refusesLabelsThatPrometheusCannotRead() {
            for (var name : List.of("", "1a", "a-b", "queue", "state")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> queue.exportPrometheusMetrics(Map.of(name, "x")))
                        .withMessageContaining("label name must")
                        .withMessageContaining("'" + name + "'");
            }
        }
    }

    @Nested
    class Settings {

        @Test
        void tellWhatTheQueueStoresAboutItself() {
            queue.setGlobalConcurrency(4);
            queue.setGlobalRateLimit(5, Duration.ofSeconds(2));
            queue.pause();
            bench.setMeta("later", "x");

            var meta = queue.getMeta();

            assertThat(meta.paused()).isTrue();
            assertThat(meta.concurrency()).hasValue(4);
            assertThat(meta.rateLimit()).contains(new RateLimit(5, Duration.ofSeconds(2)));
            assertThat(meta.maxLenEvents()).hasValue(10_000);
            assertThat(meta.version())
                    .hasValueSatisfying(version -> assertThat(version).startsWith("taurine:"));
            assertThat(meta.fields()).containsEntry("later", "x");
        }

        @Test
        void areReadWhateverAnotherClientLeft() {
            bench.setMeta("concurrency", "many");
            bench.setMeta("max", "5");

            var meta = queue.getMeta();

            assertThat(meta.concurrency()).isEmpty();
            assertThat(meta.rateLimit()).isEmpty();
        }
    }
}
