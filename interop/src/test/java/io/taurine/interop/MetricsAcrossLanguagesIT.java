package io.taurine.interop;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.JobState;
import io.taurine.queue.JobMetrics;
import io.taurine.queue.Queue;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One queue is counted by workers of both sides. Minutes pass by moving the instant of the last point in Redis. */
@RequiresNode
@RedisTest
final class MetricsAcrossLanguagesIT {
    private static final int POINTS = 4;

    @RegisterExtension
    static final Sides SIDES = new Sides();

    /** Who works the next jobs. */
    private enum By {
        NODE,
        JAVA
    }

    @Test
    void pointsOfAQueueWorkedInTurnsAreThoseOfAQueueWorkedByNodeAlone(TestQueue queue) {
        var alone = queue.another();
        var turns = List.of(By.NODE, By.JAVA, By.JAVA, By.NODE, By.JAVA, By.NODE, By.JAVA);
        var jobs = List.of(3, 2, 5, 1, 4, 2, 1);
        var minutes = List.of(0, 1, 1, 3, 2, 1, 20);

        for (var step = 0; step < turns.size(); step++) {
            workWithinOneMinute(queue, minutes.get(step), turns.get(step), jobs.get(step));
            workWithinOneMinute(alone, minutes.get(step), By.NODE, jobs.get(step));

            assertThat(withoutInstant(byNode(queue, "completed")))
                    .as("after step %s", step)
                    .isEqualTo(withoutInstant(byNode(alone, "completed")));
            assertThat(withoutInstant(byNode(queue, "failed")))
                    .as("failed after step %s", step)
                    .isEqualTo(withoutInstant(byNode(alone, "failed")));
            assertThat(byJava(queue, JobState.COMPLETED)).isEqualTo(metrics(byNode(queue, "completed")));
            assertThat(byJava(queue, JobState.FAILED)).isEqualTo(metrics(byNode(queue, "failed")));
        }
        assertThat(byJava(queue, JobState.COMPLETED).points()).hasSize(POINTS);
    }

    @Test
    void bothWriteTheSameTextForPrometheus(TestQueue queue) {
        work(queue, By.JAVA, 3);
        work(queue, By.NODE, 2);
        try (var ours = Queue.of(queue.name(), JsonNode.class, SIDES.redis())) {
            ours.add("echo", Json.of(Map.of()));
            var labels = new LinkedHashMap<String, String>();
            labels.put("env", "\"prod\" \\ eu\nx");
            labels.put("app", "mail");

            var theirs = SIDES.peer().call("exportPrometheusMetrics", "queue", queue.name(), "labels", labels);

            assertThat(ours.exportPrometheusMetrics(labels)).isEqualTo(theirs.asText());
            assertThat(ours.exportPrometheusMetrics())
                    .isEqualTo(SIDES.peer()
                            .call("exportPrometheusMetrics", "queue", queue.name())
                            .asText());
        }
    }

    /**
     * Works so many minutes after the last point. Which minute it is counts only from the first job's end to the last
     * one's: work in which it turned is taken back and done again, however slow the machine.
     */
    private static void workWithinOneMinute(TestQueue queue, int minutesSinceLastPoint, By by, int jobs) {
        var before = new RecordedMetrics(queue);
        for (var attempt = 1; ; attempt++) {
            var minute = minuteOf(queue);
            before.putLastPointAt((minute - minutesSinceLastPoint) * 60_000);
            work(queue, by, jobs);
            if (minuteOf(queue) == minute) {
                return;
            }
            assertThat(attempt).as("attempts to work within one minute").isLessThan(5);
            before.restore();
        }
    }

    private static long minuteOf(TestQueue queue) {
        return Long.parseLong(queue.redis().time().get(0)) / 60;
    }

    /** That many jobs complete, one fails at its second attempt, and the worker is gone again. */
    private static void work(TestQueue queue, By by, int jobs) {
        var side = SIDES.java(queue);
        var done = side.count(JobState.COMPLETED) + jobs;
        var failed = side.count(JobState.FAILED) + 1;
        var requests = new ArrayList<Side.NewJob>();
        for (var n = 0; n < jobs; n++) {
            requests.add(new Side.NewJob("echo", Map.of("n", n), Option.NONE));
        }
        requests.add(new Side.NewJob("fail", Map.of(), Option.attempts(2)));
        side.addBulk(requests);
        if (by == By.NODE) {
            try (var worker = SIDES.peer()
                    .startWorker(queue.name(), Map.of("metrics", Map.of("maxDataPoints", POINTS), "concurrency", 3))) {
                awaitEnds(queue, done, failed);
            }
        } else {
            try (var worker = Worker.of(queue.name(), JsonNode.class, SIDES.redis(), new JavaBehaviours())
                    .metrics(POINTS)
                    .concurrency(3)
                    .start()) {
                awaitEnds(queue, done, failed);
            }
        }
    }

    private static void awaitEnds(TestQueue queue, long completed, long failed) {
        await().untilAsserted(
                        () -> assertThatQueue(queue).hasCompleted(completed).hasFailed(failed));
    }

    private static JsonNode byNode(TestQueue queue, String type) {
        return SIDES.peer().call("getMetrics", "queue", queue.name(), "type", type);
    }

    private static JobMetrics byJava(TestQueue queue, JobState ended) {
        try (var ours = Queue.of(queue.name(), JsonNode.class, SIDES.redis())) {
            return ours.getMetrics(ended);
        }
    }

    private static JobMetrics metrics(JsonNode theirs) {
        var points = new ArrayList<Long>();
        theirs.path("data").forEach(point -> points.add(point.asLong()));
        return new JobMetrics(
                theirs.at("/meta/count").asLong(),
                Optional.of(Instant.ofEpochMilli(theirs.at("/meta/prevTS").asLong())),
                theirs.at("/meta/prevCount").asLong(),
                points,
                theirs.path("count").asLong());
    }

    private static JobMetrics withoutInstant(JsonNode theirs) {
        var all = metrics(theirs);
        return new JobMetrics(all.count(), Optional.empty(), all.countAtLastPoint(), all.points(), all.pointCount());
    }
}
