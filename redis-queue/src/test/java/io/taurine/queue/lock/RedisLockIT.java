package io.taurine.queue.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A lock on one Redis. Its name is that of the test's queue, so that tests run side by side. */
@Isolated("its leases are short, and must not be lost to a busy machine")
@RedisTest
class RedisLockIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static RedisConnection redis;

    private final TestQueue keysOf;
    private final String name;
    private final LockKeys keys;

    RedisLockIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        this.name = keysOf.name();
        this.keys = new LockKeys(name);
    }

    @BeforeAll
    static void connect(TestQueue any) {
        redis = RedisConnection.connect(any.redisUri());
    }

    @AfterAll
    static void disconnect() {
        redis.close();
    }

    @AfterEach
    void forget() {
        keysOf.redis().del(keys.lock(), keys.fence());
    }

    private RedisLock lock() {
        return RedisLock.of(name, redis);
    }

    private RedisLock lock(LockOptions.Builder options) {
        return RedisLock.of(name, redis, options.build());
    }

    private static LockOptions.Builder lease(long millis) {
        return LockOptions.builder().leaseTime(Duration.ofMillis(millis));
    }

    @Nested
    class Holding {

        @Test
        void isForOneAtATime() {
            var lock = lock();
            var held = lock.tryLock().orElseThrow();

            assertThat(lock.tryLock()).isEmpty();
            assertThat(lock().tryLock()).isEmpty();
            held.close();

            try (var next = lock().tryLock().orElseThrow()) {
                assertThat(next.isValid()).isTrue();
                assertThat(held.isValid()).isFalse();
            }
        }

        @Test
        void showsWhoHoldsItAndForHowLong() {
            try (var held = lock(LockOptions.builder().holder("ada")).tryLock().orElseThrow()) {
                assertThat(keysOf.redis().hgetall(keys.lock()))
                        .containsOnlyKeys("token", "holder", "fence")
                        .containsEntry("holder", "ada")
                        .containsEntry("fence", Long.toString(held.fencingToken()));
                assertThat(keysOf.redis().pttl(keys.lock())).isBetween(20_000L, 30_000L);
                assertThat(RedisLock.held(redis))
                        .filteredOn(status -> status.name().equals(name))
                        .singleElement()
                        .satisfies(status -> {
                            assertThat(status.holder()).isEqualTo("ada");
                            assertThat(status.remaining()).isBetween(Duration.ofSeconds(20), LONG);
                            assertThat(status.fencingToken()).isEqualTo(held.fencingToken());
                        });
                assertThat(RedisLock.held(redis, List.of(name, name + "-that-nobody-holds")))
                        .singleElement()
                        .extracting(LockStatus::holder)
                        .isEqualTo("ada");
                assertThat(held.toString()).contains(name, "ada");
            }
            assertThat(RedisLock.held(redis)).noneMatch(status -> status.name().equals(name));
        }

        @Test
        void numbersItsHoldersInOrder() {
            var numbers = new ArrayList<Long>();
            for (int i = 0; i < 5; i++) {
                try (var held = lock().tryLock().orElseThrow()) {
                    numbers.add(held.fencingToken());
                }
            }

            assertThat(numbers).isSorted().doesNotHaveDuplicates();
        }

        @Test
        void numbersGoOnGrowingWhenTheCounterIsLost() {
            var held = lock().tryLock().orElseThrow();
            var before = held.fencingToken();
            held.close();
            keysOf.redis().del(keys.fence());
            // The counter begins at Redis's clock again, and both locks could be of one millisecond.
            await().until(() -> redisMillis() >= before);

            try (var again = lock().tryLock().orElseThrow()) {
                assertThat(again.fencingToken()).isGreaterThan(before);
            }
        }

        private long redisMillis() {
            var time = keysOf.redis().time();
            return Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000;
        }

        @Test
        void theCounterOutlivesTheLockByADay() {
            lock().tryLock().orElseThrow().close();

            assertThat(keysOf.redis().exists(keys.lock())).isZero();
            assertThat(keysOf.redis().pttl(keys.fence())).isBetween(86_000_000L, 86_400_000L);
        }

        @Test
        void isGivenBackOnlyByItsHolder() {
            var held = lock().tryLock().orElseThrow();
            keysOf.redis().hset(keys.lock(), "token", "somebody else");

            held.close();
            held.close();

            assertThat(keysOf.redis().exists(keys.lock())).isOne();
        }

        @Test
        void worksOnTwoNamesAtOnce() {
            try (var one = lock().tryLock().orElseThrow();
                    var two = RedisLock.of(name + "-2", redis).tryLock().orElseThrow()) {
                assertThat(one.isValid() && two.isValid()).isTrue();
            }
        }
    }

    @Nested
    class Validity {

        @Test
        void endsBeforeTheLeaseByTheDriftOfTheClocks() {
            var ticker = new FakeTicker();
            var options = lease(10_000).driftFactor(0.1).autoExtend(false).build();
            var held =
                    RedisLock.of(name, redis, options, ticker.clock()).tryLock().orElseThrow();

            assertThat(held.validUntil()).isEqualTo(FakeTicker.START.plusMillis(8_998));
            ticker.advance(Duration.ofMillis(8_997));
            assertThat(held.isValid()).isTrue();
            held.requireValid();
            ticker.advance(Duration.ofMillis(1));

            assertThat(held.isValid()).isFalse();
            assertThatExceptionOfType(LockNotHeldException.class)
                    .isThrownBy(held::requireValid)
                    .withMessageContaining(name)
                    .satisfies(lost -> assertThat(lost.fencingToken()).isEqualTo(held.fencingToken()));
            held.close();
        }

        @Test
        void aLockThatIsGrantedTooLateIsGivenBack() {
            var ticker = new FakeTicker().step(Duration.ofSeconds(11));
            var lock = RedisLock.of(name, redis, lease(10_000).build(), ticker.clock());

            assertThat(lock.tryLock()).isEmpty();

            await().untilAsserted(
                            () -> assertThat(keysOf.redis().exists(keys.lock())).isZero());
        }

        @Test
        void isProlongedUntilTheLockIsGivenBack() {
            var held = lock(lease(300)).tryLock().orElseThrow();
            for (int i = 0; i < 3; i++) {
                // What the test stretches a renewal cuts back to the lease.
                keysOf.redis().pexpire(keys.lock(), 60_000);
                await().untilAsserted(() ->
                        assertThat(keysOf.redis().pttl(keys.lock())).isBetween(1L, 300L));
                assertThat(held.isValid()).isTrue();
            }

            held.close();
            assertThat(keysOf.redis().exists(keys.lock())).isZero();
        }

        @Test
        void withoutRenewalEndsWithTheLease() {
            var lost = new CountDownLatch(1);
            var held = lock(lease(40).autoExtend(false)).tryLock().orElseThrow();
            held.onLost(lost::countDown);

            await().until(() -> lost.getCount() == 0);

            assertThat(held.isValid()).isFalse();
            assertThat(lock().tryLock()).hasValueSatisfying(HeldLock::close);
        }
    }

    @Nested
    class Loss {

        @Test
        void isToldOnceAndOnAThreadOfItsOwn() {
            var threads = new ConcurrentLinkedQueue<String>();
            var held = lock(lease(150)).tryLock().orElseThrow();
            held.onLost(() -> threads.add(Thread.currentThread().getName()));
            held.onLost(() -> {
                throw new IllegalStateException("user code");
            });
            held.onLost(() -> threads.add("third"));

            keysOf.redis().del(keys.lock());

            await().until(() -> threads.size() == 2);
            assertThat(threads).containsExactly("taurine-lock-lost-" + name, "third");
            assertThat(held.isValid()).isFalse();
            assertThatExceptionOfType(LockNotHeldException.class)
                    .isThrownBy(held::requireValid)
                    .withMessageContaining("it was lost");
            held.close();
        }

        @Test
        void isToldAtOnceToThoseWhoAskLater() {
            var held = lock(lease(100)).tryLock().orElseThrow();
            keysOf.redis().hset(keys.lock(), "token", "somebody else");
            keysOf.redis().persist(keys.lock());
            await().until(() -> !held.isValid());
            var told = new AtomicReference<Thread>();

            await().until(() -> {
                held.onLost(() -> told.set(Thread.currentThread()));
                return told.get() != null;
            });
            assertThat(keysOf.redis().hget(keys.lock(), "token")).isEqualTo("somebody else");
        }

        @Test
        void isNotToldOfALockThatWasGivenBack() {
            var told = new AtomicBoolean();
            var held = lock(lease(60)).tryLock().orElseThrow();
            held.onLost(() -> told.set(true));
            held.close();
            held.onLost(() -> told.set(true));

            // Another lock of the same keeper thread is lost later.
            var later = new CountDownLatch(1);
            var other = lock(lease(60).autoExtend(false)).tryLock().orElseThrow();
            other.onLost(later::countDown);
            await().until(() -> later.getCount() == 0);
            assertThat(told).isFalse();
        }

        @Test
        void theKeeperIsOneDaemonThreadForAllLocks() {
            var held = IntStream.range(0, 20)
                    .mapToObj(i -> RedisLock.of(name + i, redis).tryLock().orElseThrow())
                    .toList();

            var keepers = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("taurine-lock-keeper"))
                    .toList();

            assertThat(keepers).singleElement().matches(Thread::isDaemon);
            held.forEach(HeldLock::close);
        }
    }

    @Nested
    class Waiting {

        @Test
        void endsWhenTheLockIsGivenBack() {
            var first = lock().tryLock().orElseThrow();
            var waiting = lock(LockOptions.builder().retryDelay(Duration.ofMillis(5)))
                    .lockAsync(LONG)
                    .toCompletableFuture();
            assertThat(waiting).isNotDone();

            first.close();

            await().until(waiting::isDone);
            assertThat(waiting.join().fencingToken()).isGreaterThan(first.fencingToken());
            waiting.join().close();
        }

        @Test
        void endsWhenTheLeaseOfADeadHolderIsOver() {
            assertThat(lock(lease(200).autoExtend(false)).tryLock()).isPresent();

            // The pause between tries is longer than the lease: what is left of the lease is known.
            try (var next = lock(LockOptions.builder().retryDelay(LONG)).lock(LONG)) {
                assertThat(next.isValid()).isTrue();
            }
        }

        @Test
        void isBounded() {
            try (var held = lock().tryLock().orElseThrow()) {
                assertThatExceptionOfType(LockNotAcquiredException.class)
                        .isThrownBy(() -> lock().lock(Duration.ofMillis(30)))
                        .withMessage("Lock " + name + " was not acquired: others held it within 30 ms")
                        .satisfies(refused -> assertThat(refused.lockName()).isEqualTo(name));
                assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> lock().lock(Duration.ZERO));
                assertThat(held.isValid()).isTrue();
            }
        }

        @Test
        void isEndedByAnInterruptWhichIsPassedOn() {
            try (var held = lock().tryLock().orElseThrow()) {
                Thread.currentThread().interrupt();

                assertThatExceptionOfType(LockNotAcquiredException.class)
                        .isThrownBy(() -> lock().lock(LONG))
                        .withMessageContaining("interrupted");
                assertThat(Thread.interrupted()).isTrue();
                assertThat(held.isValid()).isTrue();
            }
        }

        @Test
        void givesBackWhatArrivesAfterTheCallerWent() {
            keysOf.redis().clientPause(500); // an answer that is there already would not be waited for
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> lock().tryLock());
            assertThat(Thread.interrupted()).isTrue();

            await().untilAsserted(() -> assertThat(lock().tryLock()).hasValueSatisfying(HeldLock::close));
        }

        @Test
        void refusesATimeThatMakesNoSense() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> lock().lock(Duration.ofMillis(-1)))
                    .withMessage("maxWait must be between 0 and 1 day, was PT-0.001S");
            assertThatIllegalArgumentException().isThrownBy(() -> lock().lockAsync(Duration.ofDays(2)));
        }
    }

    @Nested
    class WithLock {

        @Test
        void returnsWhatTheWorkReturnsAndGivesTheLockBack() throws Exception {
            var number = lock().withLock(LONG, held -> {
                assertThat(lock().tryLock()).isEmpty();
                return held.fencingToken();
            });

            assertThat(number).isPositive();
            assertThat(keysOf.redis().exists(keys.lock())).isZero();
        }

        @Test
        void passesOnWhatTheWorkThrows() {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> lock().withLock(LONG, held -> {
                        throw new IOException("disk full");
                    }));
            assertThat(keysOf.redis().exists(keys.lock())).isZero();
        }

        @Test
        void tellsThatTheLockWasLostDuringTheWork() {
            assertThatExceptionOfType(LockNotHeldException.class)
                    .isThrownBy(() -> lock(lease(100)).withLock(LONG, held -> {
                        keysOf.redis().del(keys.lock());
                        await().until(() -> !held.isValid());
                        return 1;
                    }));
        }

        @Test
        void doesNothingWithoutTheLock() {
            var ran = new AtomicBoolean();
            try (var held = lock().tryLock().orElseThrow()) {
                assertThatExceptionOfType(LockNotAcquiredException.class)
                        .isThrownBy(() -> lock().withLock(Duration.ZERO, mine -> {
                            ran.set(true);
                            return null;
                        }));
                assertThat(held.isValid()).isTrue();
            }
            assertThat(ran).isFalse();
        }
    }

    @Nested
    class Contention {

        private static final int ROUNDS = 15;

        @Test
        void ofManyThreadsLetsOneInAtATimeAndNumbersThemInOrder() throws Exception {
            var inside = new AtomicBoolean();
            var numbers = Collections.synchronizedList(new ArrayList<Long>());
            var threads = Executors.newFixedThreadPool(8);
            try {
                var tasks = IntStream.range(0, 8)
                        .mapToObj(i -> threads.submit(() -> {
                            var mine = lock(LockOptions.builder().retryDelay(Duration.ofMillis(4)));
                            for (int round = 0; round < ROUNDS; round++) {
                                mine.withLock(LONG, held -> {
                                    assertThat(inside.compareAndSet(false, true))
                                            .isTrue();
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

            assertThat(numbers).hasSize(8 * ROUNDS).isSorted().doesNotHaveDuplicates();
        }

        @Test
        void ofManyProcessesLosesNoUpdate() {
            var counter = keysOf.key("counter");
            keysOf.redis().set(counter, "0");
            var jvms = IntStream.range(0, 3)
                    .mapToObj(i -> ForkedJvm.start(
                            CountingProcess.class, keysOf.redisUri(), name, counter, Integer.toString(ROUNDS)))
                    .toList();

            jvms.forEach(jvm -> jvm.awaitLine("done"::equals, Duration.ofSeconds(60)));
            jvms.forEach(ForkedJvm::close);

            assertThat(keysOf.redis().get(counter)).isEqualTo(Integer.toString(3 * ROUNDS));
        }

        @Test
        void aFrozenHolderKnowsThatItLostTheLockAndTheNextHasALargerNumber() {
            try (var frozen = ForkedJvm.start(HoldingProcess.class, keysOf.redisUri(), name, "400")) {
                var number = Long.parseLong(
                        frozen.awaitLine(line -> line.startsWith("held "), LONG).substring(5));
                frozen.suspend();

                try (var next = lock().lock(LONG)) {
                    assertThat(next.fencingToken()).isGreaterThan(number);
                    frozen.resume();
                    frozen.awaitLine("valid false"::equals, LONG);
                    assertThat(next.isValid()).isTrue();
                }
            }
        }

        @Test
        void aKilledHolderIsFollowedWhenItsLeaseIsOver() {
            var killed = ForkedJvm.start(HoldingProcess.class, keysOf.redisUri(), name, "400");
            killed.awaitLine(line -> line.startsWith("held "), LONG);
            killed.kill();

            assertThat(Optional.of(lock().lock(LONG))).hasValueSatisfying(HeldLock::close);
        }
    }

    @Test
    void refusesWhatIsNoConnection() {
        assertThatIllegalArgumentException().isThrownBy(() -> RedisLock.of("", redis));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Redlock.of("x", List.of(redis)))
                .withMessage("servers must be 3 to 31, were 1; on one server use RedisLock");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Redlock.of("x", List.of(redis, redis, redis)))
                .withMessageContaining("servers must be independent of each other, was twice: " + redis.address());
    }
}
