package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.DistributedLock;
import io.taurine.queue.lock.RedisLock;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@RedisTest
class HousekeeperIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestQueue keysOf;
    private final AtomicInteger turns = new AtomicInteger();

    HousekeeperIT(TestQueue keysOf) {
        this.keysOf = keysOf;
    }

    private Housekeeper start(Optional<RedisConnection> redis, Housekeeper.Chore chore) {
        var lease = redis.<DistributedLock>map(it -> RedisLock.of(
                Housekeeper.leaseName(keysOf.name()), it, Housekeeper.lease("here", Duration.ofSeconds(2))));
        return Housekeeper.start(lease, Duration.ofMillis(50), chore);
    }

    @Test
    void anotherProcessTakesOverWhenTheOneThatKeptHouseIsKilled() {
        try (var redis = RedisConnection.connect(keysOf.redisUri());
                var first = ForkedJvm.start(HousekeepingProcess.class, keysOf.redisUri(), keysOf.name())) {
            first.awaitLine("keeps house"::equals, SOON);
            try (var second = start(Optional.of(redis), turns::incrementAndGet)) {
                assertThat(second.isHolding()).isFalse();

                first.kill();

                await().atMost(SOON).untilAsserted(() -> assertThat(turns.get()).isPositive());
                assertThat(second.isHolding()).isTrue();
            }
        }
    }

    @Test
    void aProcessThatClosesMakesWayAtOnce() {
        try (var redis = RedisConnection.connect(keysOf.redisUri());
                var first = start(Optional.of(redis), turns::incrementAndGet)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(first.isHolding()).isTrue());
            try (var second = start(Optional.of(redis), turns::incrementAndGet)) {
                first.close();

                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(second.isHolding()).isTrue());
                assertThat(first.isHolding()).isFalse();
            }
        }
    }

    @Test
    void goesOnAfterAChoreThatFailed() {
        try (var alone = start(Optional.empty(), () -> {
            if (turns.incrementAndGet() < 3) {
                throw new IllegalStateException("The database is down");
            }
        })) {
            await().atMost(SOON).untilAsserted(() -> assertThat(turns.get()).isGreaterThan(3));
            assertThat(alone.isHolding()).isTrue();
        }
    }
}
