package io.taurine.queue.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.queue.connection.RedisUnavailableException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LockGroupIT {

    private static final RedisOptions QUICK = RedisOptions.builder()
            .commandTimeout(Duration.ofSeconds(2))
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private static final LockOptions LEASE =
            LockOptions.builder().leaseTime(Duration.ofSeconds(20)).build();

    private static final List<EmbeddedRedis> SERVERS =
            List.of(EmbeddedRedis.start(), EmbeddedRedis.start(), EmbeddedRedis.start());

    @AfterAll
    static void stop() {
        SERVERS.forEach(EmbeddedRedis::close);
    }

    @AfterEach
    void heal() {
        SERVERS.stream().filter(server -> !server.isRunning()).forEach(EmbeddedRedis::restart);
    }

    private static LockGroup connect() {
        return LockGroup.connect(SERVERS.stream().map(EmbeddedRedis::uri).toList(), QUICK);
    }

    @Test
    void oneOfTwoProcessesHasTheLockWhetherOrNotAServerDies() {
        try (var ada = connect();
                var bob = connect()) {
            var held = ada.lock("report", LEASE).lock(Duration.ofSeconds(20));
            assertThat(bob.lock("report", LEASE).tryLock()).isEmpty();

            SERVERS.get(1).kill();

            assertThat(bob.lock("report", LEASE).tryLock()).isEmpty();
            assertThat(held.isValid()).isTrue();
            held.close();
            try (var taken = bob.lock("report", LEASE).lock(Duration.ofSeconds(20))) {
                assertThat(taken.fencingToken()).isGreaterThan(held.fencingToken());
            }
        }
    }

    @Test
    void aServerThatIsNotThereAtTheStartCountsWhenItComes() {
        SERVERS.get(0).kill();
        try (var group = connect()) {
            group.lock("late", LEASE).lock(Duration.ofSeconds(20)).close();

            SERVERS.get(0).restart();
            SERVERS.get(2).kill();

            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(group.lock("late", LEASE).tryLock()).hasValueSatisfying(HeldLock::close));
        }
    }

    @Test
    void itDoesNotBeginWithoutAMajority() {
        SERVERS.get(0).kill();
        SERVERS.get(1).kill();

        assertThatExceptionOfType(RedisUnavailableException.class)
                .isThrownBy(LockGroupIT::connect)
                .withMessageContaining("only 1 of 3 servers for locks could be reached");
    }

    @Test
    void theServersMustBeSeveralAndDifferent() {
        var one = SERVERS.get(0).uri();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> LockGroup.connect(List.of(one, SERVERS.get(1).uri())))
                .withMessageContaining("3 to 31");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LockGroup.connect(List.of(one, SERVERS.get(1).uri(), one)))
                .withMessageContaining("was twice: " + one.replaceAll(".*@|redis://", ""));
    }
}
