package io.taurine.queue.lock;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.ForkedJvm;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Takes a lock and says when it is no longer valid. Arguments: Redis, lock, lease in ms. */
final class HoldingProcess {

    private HoldingProcess() {}

    @SuppressWarnings("SystemOut") // how a forked JVM talks to its test
    public static void main(String[] args) {
        ForkedJvm.exitWhenParentDies();
        var redis = RedisConnection.connect(args[0]);
        var options = LockOptions.builder()
                .leaseTime(Duration.ofMillis(Long.parseLong(args[2])))
                .build();
        var held = RedisLock.of(args[1], redis, options).tryLock().orElseThrow();
        System.out.println("held " + held.fencingToken());
        while (held.isValid()) {
            LockSupport.parkNanos(1_000_000);
        }
        System.out.println("valid " + held.isValid());
        LockSupport.park();
    }
}
