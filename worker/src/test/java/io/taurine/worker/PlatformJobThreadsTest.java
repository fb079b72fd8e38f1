package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PlatformJobThreadsTest {

    private final PlatformJobThreads threads = new PlatformJobThreads("taurine-worker-line-");

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void whatATaskBringsLastRunsInItsThread() throws Exception {
        var first = new CompletableFuture<Thread>();
        var next = new CompletableFuture<Thread>();

        threads.execute(() -> {
            threads.lastAct(() -> threads.execute(() -> next.complete(Thread.currentThread())));
            first.complete(Thread.currentThread());
        });

        assertThat(next.get(10, TimeUnit.SECONDS)).isSameAs(first.get(10, TimeUnit.SECONDS));
    }

    @Test
    void whatElseItBringsRunsAtTheSameTime() throws Exception {
        var both = new CountDownLatch(2);
        var met = new CompletableFuture<Boolean>();

        threads.execute(() -> threads.lastAct(() -> {
            for (var n = 0; n < 2; n++) {
                threads.execute(() -> {
                    both.countDown();
                    met.complete(isZeroSoon(both));
                });
            }
        }));

        assertThat(met.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatItBringsBeforeItsLastActRunsElsewhere() throws Exception {
        var next = new CompletableFuture<Thread>();
        var first = new CompletableFuture<Thread>();

        threads.execute(() -> {
            threads.lastAct(() -> {});
            threads.execute(() -> next.complete(Thread.currentThread()));
            next.orTimeout(10, TimeUnit.SECONDS).join();
            first.complete(Thread.currentThread());
        });

        assertThat(first.get(20, TimeUnit.SECONDS)).isNotSameAs(next.get());
    }

    @Test
    void aThreadOfOthersBringsTasksAsEver() throws Exception {
        var ran = new CompletableFuture<Thread>();

        threads.lastAct(() -> threads.execute(() -> ran.complete(Thread.currentThread())));

        assertThat(ran.get(10, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    }

    private static boolean isZeroSoon(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
