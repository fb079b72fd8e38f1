package io.taurine.server;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.RedisLock;
import io.taurine.testkit.ForkedJvm;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Keeps house in a JVM of its own, until it is killed. */
final class HousekeepingProcess {

    private HousekeepingProcess() {}

    public static void main(String[] args) throws InterruptedException {
        ForkedJvm.exitWhenParentDies();
        Housekeeper.start(
                Optional.of(RedisLock.of(
                        Housekeeper.leaseName(args[1]),
                        RedisConnection.connect(args[0]),
                        Housekeeper.lease("forked", Duration.ofSeconds(2)))),
                Duration.ofMillis(100),
                () -> System.out.println("keeps house"));
        new CountDownLatch(1).await();
    }
}
