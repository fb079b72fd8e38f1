package io.taurine.testkit;

import static io.taurine.testkit.Failing.assertFails;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;

import java.util.Map;
import org.junit.jupiter.api.Test;

@RedisTest
class QueueAssertIT {
    private final TestQueue queue;

    QueueAssertIT(TestQueue queue) {
        this.queue = queue;
    }

    @Test
    void countsTheJobsOfEachState() {
        StoredJobs.waiting(queue, "1");
        StoredJobs.waiting(queue, "2");
        queue.redis().lpush(queue.key("paused"), "3");
        StoredJobs.active(queue, "4");
        for (var set : new String[] {"prioritized", "delayed", "completed", "failed", "waiting-children"}) {
            StoredJobs.inSet(queue, set, "in-" + set, Map.of());
        }

        assertThatQueue(queue)
                .hasWaiting(3)
                .hasActive(1)
                .hasPrioritized(1)
                .hasDelayed(1)
                .hasCompleted(1)
                .hasFailed(1)
                .hasWaitingChildren(1);
        assertFails(() -> assertThatQueue(queue).hasActive(2), "2 jobs in [active]", "active=1", "wait=2");
        assertFails(() -> assertThatQueue(queue).isEmpty(), "has 9");
    }

    @Test
    void anUnusedQueueIsEmptyAndHasNoKeys() {
        assertThatQueue(queue).isEmpty().hasNoKeys().isNotPaused().eachJobIsInExactlyOneState();
    }

    @Test
    void showsTheKeysThatAreLeft() {
        queue.redis().hset(queue.key("meta"), "version", "x");

        assertFails(() -> assertThatQueue(queue).hasNoKeys(), queue.key("meta"));
    }

    @Test
    void theFieldAloneMakesAQueuePaused() {
        queue.redis().hset(queue.key("meta"), "paused", "0");

        assertThatQueue(queue).isPaused();
        assertFails(() -> assertThatQueue(queue).isNotPaused(), "paused=0");

        queue.redis().hdel(queue.key("meta"), "paused");

        assertThatQueue(queue).isNotPaused();
        assertFails(() -> assertThatQueue(queue).isPaused());
    }

    @Test
    void soundJobsAreEachInOneState() {
        StoredJobs.waiting(queue, "1");
        StoredJobs.active(queue, "2");
        StoredJobs.inSet(queue, "delayed", "repeat:daily:1795303878697", Map.of());
        queue.redis().hset(queue.key("meta"), "opts.maxLenEvents", "10000");
        queue.redis().hset(queue.key("repeat:daily"), Map.of("name", "daily", "data", "{}", "opts", "{}"));
        queue.redis().hset(queue.key("1:processed"), "bull:other:7", "null");
        queue.redis().lpush(queue.key("wait"), "0:1795303878697"); // a marker of an old client

        assertThatQueue(queue).eachJobIsInExactlyOneState();
    }

    @Test
    void findsAJobThatIsNowhere() {
        StoredJobs.hash(queue, "lost job", Map.of());
        StoredJobs.waiting(queue, "1");

        assertFails(
                () -> assertThatQueue(queue).eachJobIsInExactlyOneState(),
                "1 are not",
                "job lost job is in no state",
                "cat.png");
    }

    @Test
    void findsAJobInTwoStates() {
        StoredJobs.active(queue, "1");
        queue.redis().lpush(queue.key("wait"), "1");

        assertFails(() -> assertThatQueue(queue).eachJobIsInExactlyOneState(), "job 1 is in [wait, active]");
    }

    @Test
    void findsAJobTwiceInOneList() {
        StoredJobs.waiting(queue, "1");
        queue.redis().lpush(queue.key("wait"), "1");

        assertFails(() -> assertThatQueue(queue).eachJobIsInExactlyOneState(), "job 1 is in [wait, wait]");
    }

    @Test
    void findsAnIdWithoutJob() {
        queue.redis().lpush(queue.key("active"), "9");

        assertFails(
                () -> assertThatQueue(queue).eachJobIsInExactlyOneState(), "job 9 is in [active] and has no job hash");
    }

    @Test
    void looksAtMoreJobsThanFitOneCall() {
        for (int i = 0; i < 1_100; i++) {
            StoredJobs.waiting(queue, "job-" + i);
        }
        assertThatQueue(queue).eachJobIsInExactlyOneState();
        queue.redis().lrem(queue.key("wait"), 0, "job-7");
        queue.redis().lrem(queue.key("wait"), 0, "job-1001");

        assertFails(
                () -> assertThatQueue(queue).eachJobIsInExactlyOneState(),
                "2 are not",
                "job job-7 is in no state",
                "job job-1001 is in no state");
    }
}
