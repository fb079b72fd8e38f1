package io.taurine.examples;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.LockNotAcquiredException;
import io.taurine.queue.lock.LockOptions;
import io.taurine.queue.lock.RedisLock;
import java.time.Duration;

/** A name that one process in the fleet has at a time, with a number that tells its holders apart. */
public final class Locks {

    private Locks() {}

    public static void main(String[] args) throws Exception {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri())) {
            // snippet: with-lock
            var lock = RedisLock.of("nightly-report", redis);
            var rows = lock.withLock(Duration.ofSeconds(10), held -> writeReport(held.fencingToken()));
            // end
            System.out.println("Wrote " + rows + " rows");

            // snippet: try-lock
            try (var held = lock.tryLock().orElseThrow()) {
                held.onLost(() -> System.out.println("Stop: the lock is lost"));
                System.out.println("Valid: " + held.isValid() + ", taken by others: "
                        + RedisLock.of("nightly-report", redis).tryLock().isEmpty());
                held.requireValid(); // before anything that cannot be taken back
            }
            // end

            // snippet: options
            var brief = LockOptions.builder()
                    .leaseTime(Duration.ofSeconds(5))
                    .autoExtend(false)
                    .holder("importer-1")
                    .build();
            // end
            try (var held = RedisLock.of("import", redis, brief).lock(Duration.ofSeconds(1))) {
                for (var status : RedisLock.held(redis)) {
                    System.out.println(status.name() + " is held by " + status.holder());
                }
                try {
                    RedisLock.of("import", redis, brief).lock(Duration.ofMillis(50));
                } catch (LockNotAcquiredException e) {
                    System.out.println(e.getMessage());
                }
                System.out.println("Still valid: " + held.isValid());
            }
        }
    }

    private static int writeReport(long fencingToken) {
        System.out.println("Storage refuses numbers below " + (fencingToken > 0 ? "ours" : "nothing"));
        return 3;
    }
}
