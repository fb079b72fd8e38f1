package io.taurine.queue.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lock on five real servers, some of which are killed, stopped, or come back without their data. */
class RedlockIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final FiveServers FIVE = new FiveServers();

    private final LockKeys keys = new LockKeys("report");
    private List<RedisConnection> ada;
    private List<RedisConnection> bob;

    @AfterAll
    static void stopServers() {
        FIVE.close();
    }

    @BeforeEach
    void connect() {
        FIVE.empty();
        ada = FIVE.connect();
        bob = FIVE.connect();
    }

    @AfterEach
    void close() {
        FiveServers.close(ada.stream());
        FiveServers.close(bob.stream());
        FIVE.heal();
    }

    private static LockOptions.Builder lease(long millis) {
        return LockOptions.builder().leaseTime(Duration.ofMillis(millis)).retryDelay(Duration.ofMillis(10));
    }

    private static Redlock lockOf(List<RedisConnection> client, LockOptions.Builder options) {
        return Redlock.of("report", client, options.build());
    }

    @Test
    void isHeldOnAllServersAndGivenBackOnAll() {
        var held = lockOf(ada, lease(10_000)).lock(LONG);

        await().untilAsserted(
                        () -> assertThat(FIVE.holding(keys, 0, 1, 2, 3, 4)).isEqualTo(5));
        assertThat(lockOf(bob, lease(10_000)).tryLock()).isEmpty();
        held.close();

        await().untilAsserted(
                        () -> assertThat(FIVE.holding(keys, 0, 1, 2, 3, 4)).isZero());
        assertThat(lockOf(bob, lease(10_000)).tryLock()).hasValueSatisfying(HeldLock::close);
    }

    @Test
    void survivesTheLossOfTwoServers() {
        var held = lockOf(ada, lease(600)).lock(LONG);
        FIVE.kill(0, 3);

        // It is renewed on the other three.
        var until = held.validUntil();
        await().until(() -> held.validUntil().isAfter(until.plusMillis(600)));
        assertThat(held.isValid()).isTrue();
        assertThat(lockOf(bob, lease(10_000)).tryLock()).isEmpty();
        held.close();

        assertThat(lockOf(bob, lease(10_000)).lock(LONG)).satisfies(HeldLock::close);
    }

    @Test
    void isLostWithTheThirdServerAndNobodyElseGetsIt() {
        var lost = new AtomicBoolean();
        var held = lockOf(ada, lease(600)).lock(LONG);
        held.onLost(() -> lost.set(true));
        FIVE.kill(0, 1, 2);

        assertThatExceptionOfType(RedisUnavailableException.class)
                .isThrownBy(() -> lockOf(bob, lease(600)).tryLock())
                .withMessageContaining("of 5 servers answered within 60 ms, needed are 3");
        assertThatExceptionOfType(LockNotAcquiredException.class)
                .isThrownBy(() -> lockOf(bob, lease(600)).lock(Duration.ofMillis(100)))
                .withMessageContaining("too few servers answered within 100 ms")
                .withCauseInstanceOf(RedisUnavailableException.class);
        await().untilTrue(lost);
        assertThat(held.isValid()).isFalse();
    }

    @Test
    void aSlowServerDelaysNobody() {
        FIVE.pause(2);
        var patient = lease(30_000).serverTimeout(Duration.ofSeconds(20));
        var startNanos = System.nanoTime();

        lockOf(ada, patient).tryLock().orElseThrow().close();

        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(10));
        FIVE.resume(2);
        await().untilAsserted(() -> assertThat(FIVE.holding(keys, 2)).isZero());
    }

    @Test
    void whatAStoppedServerGrantsInTheEndIsGivenBack() {
        FIVE.kill(0, 1);
        FIVE.pause(2);
        assertThatExceptionOfType(RedisUnavailableException.class)
                .isThrownBy(() -> lockOf(ada, lease(20_000).serverTimeout(Duration.ofMillis(50)))
                        .tryLock());
        await().untilAsserted(() -> assertThat(FIVE.holding(keys, 3, 4)).isZero());

        FIVE.resume(2);

        await().untilAsserted(() -> assertThat(FIVE.holding(keys, 2)).isZero());
        assertThat(lockOf(bob, lease(20_000)).lock(LONG)).satisfies(HeldLock::close);
    }

    @Test
    void theNumberOfTheNextHolderIsLargerThoughItsServersAreOthers() {
        var high = 9_000_000_000_000L;
        for (int server = 0; server < 5; server++) {
            FIVE.setFence(keys, server, server == 0 ? high : server);
        }
        FIVE.pause(3, 4);

        var first = lockOf(ada, lease(20_000)).lock(LONG);
        assertThat(first.fencingToken()).isEqualTo(high + 1);
        assertThat(List.of(FIVE.fence(keys, 0), FIVE.fence(keys, 1), FIVE.fence(keys, 2)))
                .containsOnly(high + 1);
        first.close();
        FIVE.resume(3, 4);
        FIVE.pause(0, 1);

        var second = lockOf(bob, lease(20_000)).lock(LONG);
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        second.close();
    }

    @Test
    void numbersGoOnGrowingWhenEveryServerForgets() {
        var first = lockOf(ada, lease(2_000)).lock(LONG);
        first.close();
        FIVE.restart(0, 1, 2, 3, 4);

        var second = lockOf(bob, lease(2_000)).lock(LONG);

        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        second.close();
    }

    @Test
    void thoseWhoSplitTheVotesGetTheLockInTheEnd() throws Exception {
        var inside = new AtomicBoolean();
        var numbers = Collections.synchronizedList(new ArrayList<Long>());
        var threads = Executors.newFixedThreadPool(6);
        try {
            var tasks = IntStream.range(0, 6)
                    .mapToObj(i -> threads.submit(() -> {
                        var mine = lockOf(i % 2 == 0 ? ada : bob, lease(10_000));
                        for (int round = 0; round < 5; round++) {
                            mine.withLock(LONG, held -> {
                                assertThat(inside.compareAndSet(false, true)).isTrue();
                                numbers.add(held.fencingToken());
                                inside.set(false);
                                return null;
                            });
                        }
                        return null;
                    }))
                    .toList();
            for (var task : tasks) {
                task.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(numbers).hasSize(30).isSorted().doesNotHaveDuplicates();
    }

    /** Two servers are killed and forget, one is stopped while others go on to ask: never are two holders valid. */
    @Test
    void neverHasTwoValidHoldersWhileServersAreKilledStoppedAndForget() throws Exception {
        var lease = Duration.ofMillis(500);
        var witness = new Witness();
        var contenders = List.of(ada, bob, FIVE.connect());
        var stop = new AtomicBoolean();
        var threads = Executors.newFixedThreadPool(contenders.size());
        try {
            var tasks = contenders.stream()
                    .map(client -> threads.submit(() -> {
                        while (!stop.get()) {
                            witness.holdOnce(lockOf(client, lease(lease.toMillis())));
                        }
                        return null;
                    }))
                    .toList();
            witness.awaitHolders(4);

            FIVE.pause(2);
            witness.awaitHolders(2);
            FIVE.kill(0, 1); // two gone and one stopped: nobody can hold it, whoever does loses it
            await().atMost(LONG).until(witness::nobodyIsValid);
            FIVE.resume(2); // its clock went on, and it has the votes of the past to answer
            witness.awaitHolders(2);
            FIVE.pause(3);
            await().atMost(LONG).until(witness::nobodyIsValid);
            FIVE.restart(0, 1); // without data, after more than a lease
            witness.awaitHolders(2);
            FIVE.resume(3);
            witness.awaitHolders(4);

            stop.set(true);
            for (var task : tasks) {
                task.get(60, TimeUnit.SECONDS);
            }
        } finally {
            stop.set(true);
            threads.shutdownNow();
            contenders.stream().skip(2).forEach(client -> FiveServers.close(client.stream()));
        }

        assertThat(witness.violations()).isEmpty();
        assertThat(witness.numbers()).isSorted().doesNotHaveDuplicates();
    }
}
