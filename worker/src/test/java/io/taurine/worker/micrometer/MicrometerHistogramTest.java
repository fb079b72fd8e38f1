package io.taurine.worker.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.Job;
import io.taurine.worker.WorkerMeter.RunEnd;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What Prometheus gets to read. */
class MicrometerHistogramTest {

    private static final Pattern BUCKET = Pattern.compile("(\\w+)_bucket\\{(.*),le=\"([^\"]+)\"} (\\d+)");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** A job that was due at an instant and claimed so much later. */
    private static Job<String> job(String queue, String name, Duration waited) {
        var fields = Map.of(
                "name", name,
                "timestamp", "1000",
                "opts", "{\"delay\":500}",
                "ats", "1",
                "processedOn", Long.toString(1500 + waited.toMillis()));
        return new Job<>(queue, "1", fields, JacksonPayloadCodec.defaults(), String.class);
    }

    /** Counts up to each bound, in seconds, of the only histogram of that name. */
    private NavigableMap<Double, Long> buckets(String metric, String tags) {
        var found = new TreeMap<Double, Long>();
        registry.scrape().lines().forEach(line -> {
            var bucket = BUCKET.matcher(line);
            if (bucket.matches() && bucket.group(1).equals(metric)) {
                assertThat(bucket.group(2)).isEqualTo(tags);
                found.put(Double.valueOf(bucket.group(3).replace("+Inf", "Infinity")), Long.valueOf(bucket.group(4)));
            }
        });
        return found;
    }

    private static void assertCounts(NavigableMap<Double, Long> buckets, double below, double atLeast, long runs) {
        assertThat(buckets).hasSizeGreaterThan(20).containsEntry(Double.POSITIVE_INFINITY, runs);
        assertThat(buckets.headMap(below, true).values()).isNotEmpty().containsOnly(0L);
        assertThat(buckets.tailMap(atLeast, true).values()).containsOnly(runs);
    }

    @Test
    void jobTimeAndWaitTimeArePublishedInBuckets() {
        var meter = MicrometerMeter.of(registry);

        meter.runEnded(job("mail", "welcome", Duration.ofMillis(40)), RunEnd.COMPLETED, Duration.ofMillis(300));
        meter.runEnded(job("mail", "welcome", Duration.ofMillis(50)), RunEnd.COMPLETED, Duration.ofMillis(310));

        assertCounts(
                buckets("taurine_job_time_seconds", "job=\"welcome\",outcome=\"completed\",queue=\"mail\""),
                0.25,
                0.5,
                2);
        assertCounts(buckets("taurine_job_wait_seconds", "job=\"welcome\",queue=\"mail\""), 0.03, 0.1, 2);
        assertThat(registry.scrape())
                .contains("taurine_job_time_seconds_sum{job=\"welcome\",outcome=\"completed\",queue=\"mail\"} 0.61");
    }

    @Test
    void sizesOfBatchesArePublishedInBuckets() {
        var meter = MicrometerMeter.builder(registry).tag("service", "shop").build();

        meter.claimed("mail", 7);
        meter.settled("mail", 3);

        assertCounts(buckets("taurine_claim_size", "queue=\"mail\",service=\"shop\""), 6, 7, 1);
        assertCounts(buckets("taurine_settle_size", "queue=\"mail\",service=\"shop\""), 2, 3, 1);
    }

    @Test
    void noBucketsArePublishedWhenNotWanted() {
        var meter = MicrometerMeter.builder(registry).histograms(false).build();

        meter.runEnded(job("mail", "welcome", Duration.ofMillis(40)), RunEnd.FAILED, Duration.ofMillis(300));
        meter.claimed("mail", 7);

        assertThat(registry.scrape())
                .doesNotContain("_bucket")
                .contains("taurine_job_time_seconds_count{job=\"welcome\",outcome=\"failed\",queue=\"mail\"} 1")
                .contains("taurine_job_wait_seconds_count{job=\"welcome\",queue=\"mail\"} 1");
    }

    @Test
    void aFloodOfNamesDoesNotBecomeAFloodOfSeries() {
        var meter =
                MicrometerMeter.builder(registry).maxJobNames(5).maxQueues(2).build();

        IntStream.range(0, 1000)
                .forEach(i -> meter.runEnded(
                        job("queue-" + i % 10, "job-" + i, Duration.ZERO), RunEnd.COMPLETED, Duration.ofMillis(1)));

        assertThat(tagValues("job")).containsExactlyInAnyOrder("job-0", "job-1", "job-2", "job-3", "job-4", "other");
        assertThat(tagValues("queue")).containsExactlyInAnyOrder("queue-0", "queue-1", "other");
        assertThat(registry.find("taurine.job.time").timers()).hasSizeLessThanOrEqualTo(6 * 3);
        assertThat(registry.find("taurine.job.time").timers().stream()
                        .mapToLong(timer -> timer.count())
                        .sum())
                .isEqualTo(1000);
    }

    private List<String> tagValues(String tag) {
        return registry.find("taurine.job.time").timers().stream()
                .map(Meter::getId)
                .map(id -> String.valueOf(id.getTag(tag)))
                .distinct()
                .toList();
    }

    @Test
    void boundsMustBeOneOrMore() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MicrometerMeter.builder(registry).maxJobNames(0))
                .withMessage("maxJobNames must be 1 or more, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MicrometerMeter.builder(registry).maxQueues(-1))
                .withMessage("maxQueues must be 1 or more, was -1");
    }
}
