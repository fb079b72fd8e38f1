package io.taurine.queue.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that wait for Redis serve their connection themselves, and nothing gets lost or stuck when they stop. */
@RedisTest
@Timeout(60)
class LendingLoopIT {

    private final TestQueue keysOf;
    private final FaultProxy proxy;
    private final LettuceConnection redis;
    private final LendingLoop loop;
    private final Queue<Integer> queue;

    LendingLoopIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        proxy = FaultProxy.to(keysOf.redisUri());
        var connection = RedisConnection.connect(
                proxy.uri(),
                RedisOptions.builder().commandTimeout(Duration.ofSeconds(20)).build());
        redis = LettuceConnection.of(connection);
        loop = redis.lendingLoop().orElseThrow();
        queue = Queue.of(keysOf.name(), Integer.class, connection);
    }

    @AfterEach
    void close() {
        proxy.heal();
        queue.close();
        redis.close();
        proxy.close();
    }

    /** Adds until this thread has just served the connection, so that it may do so with the next add, too. */
    private int addUntilLent() {
        var adds = 0;
        for (var before = loop.loans(); loop.loans() < before + 3; adds++) {
            queue.add("n", adds);
        }
        return adds;
    }

    @Test
    void aThreadThatWaitsForOneAddAfterAnotherServesTheConnection() {
        addUntilLent();
        var before = loop.loans();

        for (var n = 0; n < 200; n++) {
            queue.add("n", n);
        }

        assertThat(loop.loans() - before)
                .as("adds by a thread that read the answer itself")
                .isGreaterThan(100);
        assertThat(loop.inEventLoop()).isFalse();
        await().untilAsserted(() ->
                assertThat(loop.isAtHome()).as("its own thread has it again").isTrue());
    }

    @Test
    void whatNobodyWaitsForIsAnsweredWhileOthersComeAndGo() throws Exception {
        var threads = Executors.newFixedThreadPool(4);
        var calls = new ArrayList<Future<?>>();
        var answers = new ArrayList<CompletableFuture<?>>();
        try {
            for (var thread = 0; thread < 3; thread++) {
                calls.add(threads.submit(() -> IntStream.range(0, 300).forEach(n -> queue.add("waited-for", n))));
            }
            calls.add(threads.submit(() -> {
                for (var n = 0; n < 300; n++) {
                    answers.add(queue.addAsync("not", n).toCompletableFuture());
                }
            }));
            for (var call : calls) {
                call.get(30, TimeUnit.SECONDS);
            }
            CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                    .get(30, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }

        assertThat(keysOf.redis().llen(keysOf.key("wait"))).isEqualTo(1200);
    }

    /** A thread that serves the connection when Redis falls silent, and what becomes of its add. */
    private final class Silenced {

        private final CompletableFuture<Boolean> added = new CompletableFuture<>();
        private final CountDownLatch silent = new CountDownLatch(1);
        private volatile boolean interrupted;

        private final Thread thread = new Thread(() -> {
            addUntilLent();
            proxy.stallResponses();
            silent.countDown();
            try {
                added.complete(queue.add("n", -1).isNew());
            } catch (RuntimeException e) {
                interrupted = Thread.currentThread().isInterrupted();
                added.completeExceptionally(e);
            }
        });

        Silenced start() throws InterruptedException {
            thread.start();
            assertThat(silent.await(10, TimeUnit.SECONDS)).isTrue();
            return this;
        }

        void awaitFailure() {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> added.get(10, TimeUnit.SECONDS))
                    .withCauseInstanceOf(RedisUnavailableException.class);
        }
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() throws Exception {
        var borrower = new Silenced().start();

        borrower.thread.interrupt();

        borrower.awaitFailure();
        assertThat(borrower.interrupted).isTrue();
        assertThat(loop.isHeldBy(borrower.thread)).isFalse();
    }

    @Test
    void aThreadThatIsInterruptedAlreadyIsToldSoWithItsFlagKept() {
        addUntilLent();
        proxy.stallResponses();
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(() -> queue.add("n", -1));
        assertThat(Thread.interrupted()).isTrue();
        proxy.heal();
        queue.add("n", -2);
    }

    @Test
    void aLoanExpiresWhileRedisIsSilentAndTheCallEndsAllTheSame() throws Exception {
        var borrower = new Silenced().start();

        await().until(loop::isAtHome);
        assertThat(borrower.added).isNotDone();
        proxy.heal();

        assertThat(borrower.added.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aLostConnectionEndsTheCallOfTheThreadThatServesIt() throws Exception {
        var borrower = new Silenced().start();

        proxy.cut();
        borrower.awaitFailure();
        proxy.heal();

        await().ignoreExceptions().until(() -> queue.add("n", -2).isNew());
        addUntilLent();
    }

    @Test
    void aCallbackThatWaitsIsToldInsteadOfWaitingForItself() throws Exception {
        var told = queue.addAsync("n", 1).thenApply(added -> queue.add("n", 2)).toCompletableFuture();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> told.get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(IllegalStateException.class)
                .withMessageContaining("must not wait for Redis");
        assertThat(queue.add("n", 3).isNew()).isTrue();
    }

    @Test
    void aConnectionCanBeClosedWhileItIsLent() throws Exception {
        var outcome = new CompletableFuture<@Nullable Void>();
        var borrower = new Thread(() -> {
            try {
                for (var n = 0; ; n++) {
                    queue.add("n", n);
                }
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        borrower.start();
        await().until(() -> loop.loans() > 10);

        redis.close();

        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> outcome.get(10, TimeUnit.SECONDS));
        assertThat(loop.isTerminated()).isTrue();
    }
}
