package io.taurine.queue.lock;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.TestQueue;
import java.time.Duration;

/** Counts up by reading and writing, which only a lock makes safe. Arguments: Redis, lock, key of the counter, rounds. */
final class CountingProcess {

    private CountingProcess() {}

    @SuppressWarnings("SystemOut") // how a forked JVM talks to its test
    public static void main(String[] args) throws Exception {
        ForkedJvm.exitWhenParentDies();
        var counter = TestQueue.create("counter", args[0]).redis();
        try (var redis = RedisConnection.connect(args[0])) {
            var options = LockOptions.builder().retryDelay(Duration.ofMillis(4)).build();
            var lock = RedisLock.of(args[1], redis, options);
            for (int round = 0; round < Integer.parseInt(args[3]); round++) {
                lock.withLock(Duration.ofMinutes(1), held -> {
                    var value = Integer.parseInt(counter.get(args[2]));
                    return counter.set(args[2], Integer.toString(value + 1));
                });
            }
        }
        System.out.println("done");
        System.exit(0);
    }
}
