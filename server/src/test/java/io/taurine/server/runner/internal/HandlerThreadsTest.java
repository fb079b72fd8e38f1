package io.taurine.server.runner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.server.definition.RunsOn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandlerThreadsTest {

    @Test
    void whatWaitsHasAThreadEachAndANameThatExplainsIt() throws Exception {
        try (var threads = new HandlerThreads("taurine-test", 1)) {
            var together = new CountDownLatch(20);
            var name = new CompletableFuture<String>();

            for (var i = 0; i < 20; i++) {
                threads.of(RunsOn.VIRTUAL_THREAD).execute(() -> {
                    name.complete(Thread.currentThread().getName());
                    together.countDown();
                    awaitQuietly(together);
                });
            }

            assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(name.join()).startsWith("taurine-test-job-");
        }
    }

    @Test
    void whatComputesSharesAsManyThreadsAsThereAreProcessors() {
        try (var threads = new HandlerThreads("taurine-test", 1)) {
            var first = CompletableFuture.supplyAsync(Thread::currentThread, threads.of(RunsOn.CPU_POOL));
            var second = CompletableFuture.supplyAsync(Thread::currentThread, threads.of(RunsOn.CPU_POOL));

            assertThat(first.join()).isSameAs(second.join());
            assertThat(first.join().getName()).isEqualTo("taurine-test-cpu-1");
            assertThat(threads.most(RunsOn.CPU_POOL)).isEqualTo(1);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
