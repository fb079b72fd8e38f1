package io.taurine.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KillArgs;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis stays up, but forgets its scripts, drops its clients, or stands still. On a server of its own, as all feel it. */
class ServerDisturbedIT {

    private EmbeddedRedis redis;
    private TestQueue queue;
    private Bench bench;

    @BeforeEach
    void start() {
        redis = EmbeddedRedis.start();
        queue = TestQueue.create("disturbed", redis.uri());
        bench = new Bench(queue);
    }

    @AfterEach
    void stop() throws Exception {
        redis.resume();
        bench.close();
        redis.close();
    }

    @Test
    void scriptsThatRedisForgetsAreSentAgain() {
        var heard = new Heard();
        bench.start(bench.worker(redis.uri(), Bench::brief).concurrency(5).listener(heard));
        var producer = bench.producer();

        var ids = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
            queue.redis().scriptFlush();
            ids.addAll(Bench.addMany(producer, 50));
            queue.redis().scriptFlush();
            int before = i * 50;
            Bench.eventually().until(() -> bench.completed() > before);
        }

        bench.awaitEachCompletedOnce(ids);
        Bench.eventually().until(() -> heard.completed.size() == 500);
        assertThat(heard.completed).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void connectionsKilledByTheServerAgainAndAgainLoseNothing() {
        var heard = new Heard();
        bench.start(bench.worker(redis.uri(), Bench::brief)
                .concurrency(5)
                .maxStalledCount(100)
                .listener(heard));
        var ids = new ArrayList<>(Bench.addMany(bench.producer(), 500));

        for (int i = 1; i <= 15; i++) {
            int reached = i * 25;
            Bench.eventually().until(() -> bench.completed() >= reached);
            queue.redis().clientKill(KillArgs.Builder.typeNormal().skipme());
        }

        bench.awaitEachCompletedOnce(ids);
        assertThat(heard.completed).doesNotHaveDuplicates();
        assertThat(heard.lockLost).as("locks outlive a reconnect").isEmpty();
        var later = bench.producer().add("later", 1).id();
        Bench.eventually().until(() -> heard.completed.contains(later));
    }

    @Test
    void producersFailFastWhileRedisStandsStillAndTheWorkerGoesOnAfterwards() {
        var heard = new Heard();
        bench.start(bench.worker(redis.uri(), Bench::brief)
                .concurrency(5)
                .maxStalledCount(100)
                .listener(heard));
        var producer = bench.producer();
        var first = producer.add("before", 0).id();
        Bench.eventually().until(() -> heard.completed.contains(first));

        redis.pause();
        var started = System.nanoTime();
        // Many more than leave in one call: none must wait for the bound of all the others before it.
        var adds = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 1500; i++) {
            adds.add(producer.addAsync("meanwhile", i).toCompletableFuture());
        }
        Bench.eventually().until(() -> adds.stream().allMatch(add -> add.isDone()));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Bench.COMMAND_TIMEOUT.multipliedBy(4));
        assertThat(adds)
                .allSatisfy(add -> assertThat(add)
                        .failsWithin(Duration.ZERO)
                        .withThrowableThat()
                        .withCauseInstanceOf(RedisUnavailableException.class));
        redis.resume();

        var id = Bench.eventually().until(() -> tryAdd(producer), added -> added != null);
        Bench.eventually().until(() -> heard.completed.contains(id));
        // Some of the others were added after all, as their exception said they might be; they are jobs like any other.
        Bench.eventually().until(() -> bench.active().isEmpty() && queue.redis().llen(queue.key("wait")) == 0);
        bench.awaitEachCompletedOnce(queue.redis().zrange(queue.key("completed"), 0, -1));
    }

    private static @Nullable String tryAdd(Queue<Integer> producer) {
        try {
            return producer.add("after", 1).id();
        } catch (RedisUnavailableException e) {
            return null;
        }
    }

    @Test
    void closingAWorkerIsBoundedWhileRedisStandsStill() {
        var id = bench.producer().add("endless", 1).id();
        var worker = bench.start(bench.worker(redis.uri(), job -> {
            new CountDownLatch(1).await();
            return 1;
        }));
        Bench.eventually().until(() -> bench.active().contains(id));

        redis.pause();
        var started = System.nanoTime();
        worker.close(Duration.ofMillis(200));

        // The wait for jobs, and what three calls to Redis may take: a claim, the hand-back, and its listener's.
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(7));
        redis.resume();
        bench.start(bench.worker(redis.uri(), Bench::brief));
        bench.awaitEachCompletedOnce(List.of(id));
    }

    @Test
    void anOutageIsToldToTheListenerOnceHoweverOftenTheWorkerTries() {
        var heard = new Heard();
        var worker = bench.start(bench.worker(redis.uri(), Bench::brief).listener(heard));
        var first = bench.producer().add("before", 0).id();
        Bench.eventually().until(() -> heard.completed.contains(first));

        redis.pause();
        // Three timeouts long: the worker has tried again by then.
        Bench.eventually().until(() -> worker.sinceLastFetch().compareTo(Bench.COMMAND_TIMEOUT.multipliedBy(3)) > 0);
        redis.resume();

        Bench.eventually().until(() -> worker.sinceLastFetch().compareTo(Bench.COMMAND_TIMEOUT) < 0);
        assertThat(heard.errors).singleElement().isInstanceOf(RedisUnavailableException.class);
    }

    @Test
    void closingAWorkerIsBoundedWhenRedisIsGone() {
        var worker = bench.start(bench.worker(redis.uri(), Bench::brief));

        redis.kill();
        var started = System.nanoTime();
        worker.close();

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(7));
    }
}
