package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What other hands may leave in a queue; whatever it is, the worker goes on with the next job. */
class BrokenJobsIT extends OnRedis {

    private final AtomicInteger runs = new AtomicInteger();

    BrokenJobsIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void failsAJobWhosePayloadIsNoJson() {
        var broken = bench.add("x", JobOptions.builder().attempts(3));
        queue.redis().hset(queue.key(broken), "data", "{broken");

        runTheRest();

        assertThatJob(queue, broken)
                .isFailed()
                .hasFailedReasonContaining("cannot be read")
                .hasAttemptsMade(1);
        assertThat(runs).hasValue(1);
    }

    @Test
    void passesOverAnIdThatNamesAKeyOfTheQueueItself() {
        var before = bench.add("before");
        // The event stream: reading it as a job is an error, which must not cost the ids claimed with it.
        queue.redis().lpush(queue.key("wait"), "events");
        var after = bench.add("after");

        bench.start(bench.worker(job -> runs.incrementAndGet()).concurrency(10));

        await().untilAsserted(() -> assertThatJob(queue, after).isCompleted());
        await().untilAsserted(() -> assertThatJob(queue, before).isCompleted());
        assertThat(runs).hasValue(2);
    }

    @Test
    void failsAJobWhosePayloadIsOfAnotherType() {
        var broken = bench.add("x");
        queue.redis().hset(queue.key(broken), "data", "{\"not\":\"a text\"}");

        runTheRest();

        assertThatJob(queue, broken).isFailed().hasFailedReasonContaining("cannot be read as java.lang.String");
    }

    @Test
    void failsAJobWhoseOptionsAreNoJson() {
        var broken = bench.add("x", JobOptions.builder().attempts(3));
        queue.redis().hset(queue.key(broken), "opts", "{broken");

        runTheRest();

        assertThatJob(queue, broken).isFailed().hasFailedReasonContaining("opts are not valid JSON");
        assertThat(runs).hasValue(1);
    }

    @Test
    void runsAJobWhoseNumbersAreNoNumbers() {
        var odd = bench.add("x");
        for (var field : new String[] {"atm", "ats", "stc", "delay", "timestamp", "priority"}) {
            queue.redis().hset(queue.key(odd), field, "many");
        }

        runTheRest();

        assertThatJob(queue, odd).isCompleted().hasField("atm", "1").hasField("ats", "1");
    }

    @Test
    void dropsAnIdWithoutAJob() {
        queue.redis().lpush(queue.key("wait"), "ghost");
        queue.redis().zadd(queue.key("prioritized"), 1, "other ghost");

        runTheRest();

        assertThatJob(queue, "ghost").doesNotExist();
        assertThatJob(queue, "other ghost").doesNotExist();
    }

    @Test
    void dropsADelayedIdWithoutAJob() {
        queue.redis().zadd(queue.key("delayed"), 4096, "ghost");

        runTheRest();

        await().untilAsserted(() -> assertThatJob(queue, "ghost").doesNotExist());
    }

    @Test
    void passesOverTheMarkersOfOldClients() {
        queue.redis().lpush(queue.key("wait"), "0:0", "0", "0:1");

        runTheRest();

        await().until(() -> queue.redis().llen(queue.key("wait")) == 0);
        assertThat(queue.keys()).doesNotContain(queue.key("0"), queue.key("0:0"), queue.key("0:1"));
    }

    @Test
    void servesAJobBehindManyIdsThatAreNone() {
        for (int i = 0; i < 200; i++) {
            queue.redis().lpush(queue.key("wait"), "ghost" + i);
        }

        runTheRest();
    }

    @Test
    void discardsTheEndOfAJobThatWasRemovedWhileItRan() {
        var gone = bench.add("x");
        bench.start(job -> {
            if (job.id().equals(gone)) {
                queue.redis().del(queue.key(gone));
            }
            return null;
        });

        var next = bench.add("next");

        await().untilAsserted(() -> assertThatJob(queue, next).isCompleted());
        assertThat(queue.redis().exists(queue.key(gone))).isZero();
    }

    @Test
    void failsAJobWithADeferredFailureWithoutRunningIt() {
        var deferred = bench.add("x", JobOptions.builder().attempts(3));
        queue.redis().hset(queue.key(deferred), "defa", "a child failed");

        runTheRest();

        assertThatJob(queue, deferred)
                .isFailed()
                .hasFailedReason("a child failed")
                .hasAttemptsMade(1)
                .doesNotHaveField("defa");
        assertThat(runs).hasValue(1);
    }

    /** A sound job behind the broken ones must be run soon. */
    private void runTheRest() {
        var sound = bench.add("sound");
        bench.start(job -> runs.incrementAndGet());
        await().atMost(Duration.ofSeconds(4))
                .untilAsserted(() -> assertThatJob(queue, sound).isCompleted());
        assertThatQueue(queue).hasActive(0);
    }
}
