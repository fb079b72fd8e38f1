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
            passMinutes(queue, minutes.get(step));
            passMinutes(alone, minutes.get(step));
            work(queue, turns.get(step), jobs.get(step));
            work(alone, By.NODE, jobs.get(step));

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

    /** As if nobody had ended a job for that long. */
    private static void passMinutes(TestQueue queue, int minutes) {
        for (var type : List.of("completed", "failed")) {
            var key = queue.key("metrics:" + type);
            var last = queue.redis().hget(key, "prevTS");
            if (last != null) {
                queue.redis().hset(key, "prevTS", Long.toString(Long.parseLong(last) - minutes * 60_000L));
            }
        }
    }

    /** That many jobs complete, one fails at its second attempt, and the worker is gone again. */
    private static void work(TestQueue queue, By by, int jobs) {
        // Steps must not straddle the turn of a minute, which would be one more that has passed.
        await().until(() -> Instant.now().toEpochMilli() % 60_000 < 55_000);
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
