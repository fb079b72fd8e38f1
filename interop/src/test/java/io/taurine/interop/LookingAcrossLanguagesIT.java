package io.taurine.interop;

import static io.taurine.interop.Option.delay;
import static io.taurine.interop.Option.priority;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.events.QueueEventsProducer;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Both see the same pages, counts and logs, hear each other's own events, and find the same orphans. */
@RequiresNode
@RedisTest
final class LookingAcrossLanguagesIT {
    @RegisterExtension
    static final Sides SIDES = new Sides();

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static List<String> nodeIds(TestQueue queue, List<String> types, int from, int to, boolean ascending) {
        return texts(SIDES.peer()
                .call("getRanges", "queue", queue.name(), "types", types, "start", from, "end", to, "asc", ascending));
    }

    @Test
    void pagesOverSeveralStatesAreTheSame(TestQueue queue) {
        var java = SIDES.java(queue);
        var node = SIDES.node(queue);
        for (var n = 0; n < 3; n++) {
            node.add("echo", Map.of("n", n));
            java.add("echo", Map.of("n", n), priority(2));
            node.add("echo", Map.of("n", n), delay(Duration.ofHours(n + 1)));
            java.complete(java.claim().orElseThrow(), n);
            node.add("echo", Map.of("n", n));
        }
        var types = List.of("waiting", "delayed", "prioritized", "completed");
        var states = types.stream().map(JobState::of).toList();

        for (var ascending : List.of(true, false)) {
            for (var page : List.of(List.of(0, 9), List.of(0, 1), List.of(1, 2), List.of(2, 5))) {
                assertThat(java.queue().getJobIds(states, page.get(0), page.get(1), ascending))
                        .as("page %s, ascending %s", page, ascending)
                        .isEqualTo(nodeIds(queue, types, page.get(0), page.get(1), ascending));
            }
        }
        assertThat(java.queue().getJobs(states, 0, 9, true).stream().map(Job::id))
                .hasSize(12);
        assertThat(java.queue().count())
                .isEqualTo(SIDES.peer().call("count", "queue", queue.name()).asLong())
                .isEqualTo(9);
    }

    @Test
    void jobsDueBeforeAnInstantAreTheSame(TestQueue queue) {
        var java = SIDES.java(queue);
        var ours = java.add("echo", Map.of(), delay(Duration.ofHours(1)));
        SIDES.node(queue).add("echo", Map.of(), delay(Duration.ofHours(2)));
        var due = java.queue().getDueTime(ours).orElseThrow();

        for (var instant : List.of(due.minusMillis(1), due, due.plusMillis(1), due.plus(Duration.ofHours(2)))) {
            assertThat(java.queue().getDelayedCount(instant))
                    .isEqualTo(SIDES.peer()
                            .call("getDelayedCount", "queue", queue.name(), "before", instant.toEpochMilli())
                            .asLong());
        }
    }

    @Test
    void logsReadFromTheEndAreTheSame(TestQueue queue) {
        var java = SIDES.java(queue);
        var id = java.add("echo", Map.of());
        for (var n = 1; n <= 5; n++) {
            java.log(id, "row " + n, null);
        }

        var theirs = SIDES.peer().call("getLogs", "queue", queue.name(), "job", id, "start", 1, "end", 3, "asc", false);

        assertThat(java.queue().getJobLogs(id, 1, 3, false).rows())
                .isEqualTo(texts(theirs.path("logs")))
                .containsExactly("row 4", "row 3", "row 2");
        java.queue().clearJobLogs(id, 2);
        assertThat(texts(SIDES.peer()
                        .call("getLogs", "queue", queue.name(), "job", id)
                        .path("logs")))
                .containsExactly("row 4", "row 5");
    }

    @Test
    void eachHearsTheOwnEventsOfTheOther(TestQueue queue) {
        List<QueueEvent> heard = new CopyOnWriteArrayList<>();
        try (var events = QueueEvents.open(queue.name(), SIDES.redis(), heard::add)) {
            var theirs = SIDES.peer().startEvents(queue.name());

            QueueEventsProducer.of(queue.name(), SIDES.redis()).publishEvent("invoiced", Map.of("amount", "12"));
            SIDES.peer()
                    .call("publishEvent", "queue", queue.name(), "fields", Map.of("eventName", "paid", "amount", 13));

            assertThat(theirs.await("invoiced").path("amount").asText()).isEqualTo("12");
            await().untilAsserted(() -> assertThat(heard).hasSize(2));
            assertThat(events.isRunning()).isTrue();
            var paid = (QueueEvent.Other) heard.get(1);
            assertThat(paid.name()).isEqualTo("paid");
            assertThat(paid.fields()).containsEntry("amount", "13");
        }
    }

    @Test
    void bothFindTheSameOrphans(TestQueue queue) {
        var other = queue.another();
        for (var one : List.of(queue, other)) {
            var java = SIDES.java(one);
            java.add("echo", Map.of());
            var lost = java.add("echo", Map.of());
            java.log(lost, "row", null);
            one.redis().lrem(one.key("wait"), 0, lost);
            one.redis().rpush(one.key("99:logs"), "of nobody");
            java.queue().setGlobalRateLimit(5, Duration.ofMinutes(1));
        }

        var ours = SIDES.java(queue).queue().removeOrphanedJobs();
        var theirs =
                SIDES.peer().call("removeOrphanedJobs", "queue", other.name()).asLong();

        assertThat(ours).isEqualTo(theirs).isEqualTo(2);
        assertThat(keys(queue)).isEqualTo(keys(other));
    }

    private static Set<String> keys(TestQueue queue) {
        var names = new TreeSet<String>();
        queue.redis()
                .keys(queue.key("*"))
                .forEach(key -> names.add(key.substring(queue.key("").length())));
        return names;
    }
}
