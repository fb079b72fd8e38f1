package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.taurine.job.PayloadException;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class WaitUntilFinishedIT {

    private static final Duration LONG = Duration.ofSeconds(8);

    private final TestQueue keysOf;
    private final Bench bench;

    WaitUntilFinishedIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
    }

    @AfterEach
    void close() {
        bench.queue.close();
    }

    private CompletableFuture<java.util.Optional<String>> waitFor(String id) {
        return bench.queue.waitUntilFinishedAsync(id, LONG, String.class).toCompletableFuture();
    }

    @Test
    void answersAtOnceForAJobThatHasEnded() {
        assertThat(bench.queue.waitUntilFinished(bench.completed(), LONG, String.class))
                .contains("done");
        assertThatExceptionOfType(JobFailedException.class)
                .isThrownBy(() -> bench.queue.waitUntilFinished(bench.failed(), LONG, String.class))
                .matches(e -> e.failedReason().equals("boom"));
    }

    @Test
    void answersWhenTheJobEnds() throws Exception {
        var id = bench.active();
        var end = waitFor(id);

        bench.settling().completed(id, "\"late\"").run();

        assertThat(end.get(8, TimeUnit.SECONDS)).contains("late");
    }

    @Test
    void looksOnceMoreWhenNoEventCameInTime() throws Exception {
        var id = bench.active();
        var end = bench.queue
                .waitUntilFinishedAsync(id, Duration.ofSeconds(3), String.class)
                .toCompletableFuture();
        await().until(() -> keysOf.redis().clientList().contains(":qe"));

        // As after an outage in which the event was cut off the stream.
        keysOf.redis().hset(keysOf.key(id), "returnvalue", "\"unheard\"");
        keysOf.redis().zadd(keysOf.key("completed"), 1, id);

        assertThat(end.get(20, TimeUnit.SECONDS)).contains("unheard");
    }

    @Test
    void answersWhenTheJobFailsForGood() {
        var id = bench.active();
        var end = waitFor(id);

        bench.settling().failed(id, "boom", "[]", 1).run();

        assertThat(end)
                .failsWithin(LONG)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(JobFailedException.class);
    }

    @Test
    void hearsTheResultOfAJobThatIsRemovedAsItEnds() throws Exception {
        for (int i = 0; i < 20; i++) {
            var id = bench.active();
            var end = waitFor(id);

            bench.settling().completed(id, "\"gone\"", "0").run();

            assertThat(end.get(8, TimeUnit.SECONDS)).contains("gone");
        }
    }

    @Test
    void anEmptyResultIsNone() {
        var id = bench.active();
        bench.settling().completed(id, "null").run();

        assertThat(bench.queue.waitUntilFinished(id, LONG, String.class)).isEmpty();
    }

    @Test
    void aResultOfAnotherTypeIsAPayloadError() {
        var id = bench.completed();

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> bench.queue.waitUntilFinished(id, LONG, Integer.class));
    }

    @Test
    void aJobThatIsNotThereIsSaidSo() {
        assertThatExceptionOfType(JobNotFoundException.class)
                .isThrownBy(() -> bench.queue.waitUntilFinished("none", LONG, String.class))
                .withMessageContaining("There is no job none in queue " + bench.queue.name());
    }

    @Test
    void aJobThatDoesNotEndInTimeGoesOn() {
        var id = bench.add();

        assertThatExceptionOfType(JobWaitTimeoutException.class)
                .isThrownBy(() -> bench.queue.waitUntilFinished(id, Duration.ofMillis(100), String.class))
                .withMessageContaining("did not finish within 100 ms");
        assertThat(bench.list("wait")).containsExactly(id);
    }

    @Test
    void canBeChainedToAnAddWithoutHoldingTheDriversThread() {
        var end = bench.queue
                .addAsync("n", 1)
                .thenCompose(job -> job.waitUntilFinishedAsync(LONG, String.class))
                .toCompletableFuture();
        org.awaitility.Awaitility.await()
                .until(() -> !bench.claiming().run().ids().isEmpty());

        bench.settling().completed("1", "\"chained\"").run();

        assertThat(end).succeedsWithin(LONG).isEqualTo(java.util.Optional.of("chained"));
    }

    @Test
    void callbacksSeeTheExceptionItself() {
        var seen = new AtomicReference<Throwable>();

        var end = waitFor("none");
        var observed = end.whenComplete((value, failure) -> seen.set(failure));

        assertThat(observed).failsWithin(LONG);
        assertThat(seen.get()).isInstanceOf(JobNotFoundException.class);
    }

    @Test
    void closingTheQueueEndsTheWait() {
        var id = bench.add();
        var end = waitFor(id);
        assertThat(bench.queue.getJobState(id).wireName()).isEqualTo("waiting");

        bench.queue.close();

        assertThat(end)
                .failsWithin(LONG)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(IllegalStateException.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> bench.queue.waitUntilFinished(id, LONG, String.class))
                .withMessageContaining("is closed");
    }

    @Test
    void aTimeoutOutOfRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.queue.waitUntilFinished("1", Duration.ZERO, String.class))
                .withMessage("timeout must be between 1 ms and 365 days, was PT0S");
    }
}
