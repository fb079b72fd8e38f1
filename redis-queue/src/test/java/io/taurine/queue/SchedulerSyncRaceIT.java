package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten programs, each with a connection of its own, declare the same set at the same moment. */
@RedisTest
class SchedulerSyncRaceIT {

    private static final int PROGRAMS = 10;
    private static final int ROUNDS = 20;
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final TestQueue keysOf;
    private final List<RedisConnection> connections = new ArrayList<>();
    private final List<Queue<Integer>> programs = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(PROGRAMS);

    SchedulerSyncRaceIT(TestQueue keysOf) {
        this.keysOf = keysOf;
    }

    @BeforeEach
    void start() {
        for (int i = 0; i < PROGRAMS; i++) {
            var redis = RedisConnection.connect(keysOf.redisUri());
            connections.add(redis);
            programs.add(Queue.of(keysOf.name(), Integer.class, redis));
        }
    }

    @AfterEach
    void stop() {
        threads.shutdown();
        programs.forEach(Queue::close);
        connections.forEach(RedisConnection::close);
    }

    @Test
    void oneOfThemWritesAndTheOthersFindItDone() {
        for (int round = 0; round < ROUNDS; round++) {
            var done = allAtOnce(declaredIn(round));

            var round0 = round == 0;
            assertThat(countsOf(done, SchedulerSync::added))
                    .isEqualTo(
                            round0
                                    ? Map.of("every", 1L, "cron", 1L, "now", 1L, "gone-0", 1L)
                                    : Map.of("gone-" + round, 1L));
            assertThat(countsOf(done, SchedulerSync::changed)).isEqualTo(round0 ? Map.of() : Map.of("cron", 1L));
            assertThat(countsOf(done, SchedulerSync::removed))
                    .isEqualTo(round0 ? Map.of() : Map.of("gone-" + (round - 1), 1L));
        }

        // The slot that was first stays, however often somebody looks.
        assertThat(addedJobsOf("every")).hasSize(1);
        assertThat(addedJobsOf("now")).hasSize(1);
        assertThat(programs.get(0).getJobSchedulersCount()).isEqualTo(4);
        assertThat(programs.get(0).findBrokenSchedulers()).isEmpty();
    }

    /** One never changes, one does in each round, one begins at once, and one is replaced by another. */
    private static List<DeclaredScheduler<Integer>> declaredIn(int round) {
        return List.of(
                DeclaredScheduler.of("every", Schedule.every(Duration.ofHours(1)), JobTemplate.of(1)),
                DeclaredScheduler.of("cron", Schedule.cron("0 0 1 1 *", UTC), JobTemplate.of(round)),
                new DeclaredScheduler<>(
                        "now", Schedule.cron("0 0 1 1 *", UTC), JobTemplate.of(1), SchedulerOptions.immediately()),
                DeclaredScheduler.of("gone-" + round, Schedule.every(Duration.ofHours(2)), JobTemplate.of(1)));
    }

    private List<SchedulerSync> allAtOnce(List<DeclaredScheduler<Integer>> declared) {
        var ready = new CyclicBarrier(PROGRAMS);
        var syncs = programs.stream()
                .map(queue -> CompletableFuture.supplyAsync(
                        () -> {
                            await(ready);
                            return queue.syncJobSchedulers("shop", declared);
                        },
                        threads))
                .toList();
        return syncs.stream().map(CompletableFuture::join).toList();
    }

    private static void await(CyclicBarrier ready) {
        try {
            ready.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Long> countsOf(List<SchedulerSync> done, Function<SchedulerSync, List<String>> what) {
        return done.stream()
                .flatMap(sync -> what.apply(sync).stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private List<String> addedJobsOf(String scheduler) {
        return keysOf.redis().xrange(keysOf.key("events"), Range.unbounded()).stream()
                .filter(event -> "added".equals(event.getBody().get("event")))
                .map(event -> event.getBody().get("jobId"))
                .filter(id -> id.startsWith("repeat:" + scheduler + ":"))
                .toList();
    }
}
