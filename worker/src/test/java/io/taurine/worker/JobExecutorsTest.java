package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JobExecutorsTest {

    @Test
    void usesVirtualThreadsWhereTheJvmHasThem() throws Exception {
        var executor = JobExecutors.create("line");
        try {
            var isVirtual =
                    executor.submit(() -> isVirtual(Thread.currentThread())).get(10, TimeUnit.SECONDS);

            assertThat(isVirtual).isEqualTo(Runtime.version().feature() >= 21);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void namesItsThreadsForTheQueue() throws Exception {
        var executor = JobExecutors.create("line");
        try {
            assertThat(executor.submit(() -> Thread.currentThread().getName()).get(10, TimeUnit.SECONDS))
                    .matches("taurine-worker-line-\\d+");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void itsThreadsKeepNoJvmAlive() throws Exception {
        var executor = JobExecutors.create("line");
        try {
            assertThat(executor.submit(() -> Thread.currentThread().isDaemon()).get(10, TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            executor.shutdownNow();
        }
    }

    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        try {
            return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
        } catch (NoSuchMethodException notInThisJvm) {
            return false;
        }
    }
}
