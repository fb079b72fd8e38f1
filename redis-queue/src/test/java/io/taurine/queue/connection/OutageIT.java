package io.taurine.queue.connection;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.Queue;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.redis.Subscriber;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a producer sees while its connection is cut, stalled, or the server cannot serve. */
@RedisTest
class OutageIT {

    private final TestQueue keysOf;
    private final FaultProxy proxy;
    private final RedisConnection redis;
    private final Queue<Integer> queue;

    OutageIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        proxy = FaultProxy.to(keysOf.redisUri());
        redis = RedisConnection.connect(
                proxy.uri(),
                RedisOptions.builder()
                        .commandTimeout(Duration.ofMillis(1500))
                        .connectTimeout(Duration.ofSeconds(1))
                        .build());
        queue = Queue.of(keysOf.name(), Integer.class, redis);
    }

    @AfterEach
    void close() {
        queue.close();
        redis.close();
        proxy.close();
    }

    private static Throwable failureOf(CompletableFuture<?> call) throws Exception {
        try {
            call.get(10, TimeUnit.SECONDS);
            throw new AssertionError("Expected the call to fail");
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    @Test
    void aStalledConnectionEndsInABoundedTimeWithAnUnknownOutcome() {
        proxy.stall();
        var start = System.nanoTime();

        assertThatExceptionOfType(RedisUnavailableException.class)
                .isThrownBy(() -> queue.add("n", 1))
                .matches(RedisUnavailableException::outcomeUnknown)
                .withMessageContaining("did not answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Test
    void aSubscriptionThatWasLostOnItsWayIsMadeAgain() {
        var earlier = keysOf.key("earlier");
        var lost = keysOf.key("lost");
        subscribe(earlier);
        await().until(() -> isHeard(earlier));
        proxy.stall();
        subscribe(lost);
        proxy.cut();
        proxy.heal();

        await().until(() -> isHeard(earlier) && isHeard(lost));
    }

    private void subscribe(String channel) {
        LettuceConnection.of(redis).subscribe(channel, new Subscriber() {
            @Override
            public void onListening() {}

            @Override
            public void onMessage(String message) {}
        });
    }

    private boolean isHeard(String channel) {
        return keysOf.redis().pubsubChannels(channel).contains(channel);
    }

    @Test
    void anAddDuringAShortCutSucceedsOnceTheConnectionIsBack() throws Exception {
        proxy.cut();
        var added = queue.addAsync("n", 1).toCompletableFuture();
        proxy.heal();

        added.handle((job, failure) -> job).get(10, TimeUnit.SECONDS);
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(queue.add("n", 2).isNew()).isTrue());

        assertThat(keysOf.redis().llen(keysOf.key("wait"))).as("never twice").isBetween(1L, 3L);
        assertThat(keysOf.redis().lrange(keysOf.key("wait"), 0, -1)).doesNotHaveDuplicates();
    }

    @Test
    void anAddThatWasUnderWayWhenTheConnectionBrokeIsNeverSentAgain() throws Exception {
        proxy.stallResponses();
        var added = queue.addAsync("n", 1).toCompletableFuture();
        await().until(() -> keysOf.redis().llen(keysOf.key("wait")) == 1);

        proxy.cutOnce();

        assertThat(failureOf(added))
                .isInstanceOfSatisfying(
                        RedisUnavailableException.class,
                        e -> assertThat(e.outcomeUnknown()).isTrue());
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(queue.add("marker", 2).isNew()).isTrue());
        assertThat(keysOf.redis().lrange(keysOf.key("wait"), 0, -1).stream()
                        .map(id -> keysOf.redis().hget(keysOf.key(id), "name")))
                .containsOnlyOnce("n");
    }

    @Test
    void addsUnderWayInManyThreadsAreNeverDoubledByACut() throws Exception {
        var calls = IntStream.range(0, 2000)
                .mapToObj(i -> {
                    if (i == 1000) {
                        proxy.cutOnce();
                    }
                    return queue.addAsync("n", i).toCompletableFuture();
                })
                .toList();

        var succeeded = 0;
        for (var call : calls) {
            succeeded += call.handle((job, failure) -> failure == null ? 1 : 0).get(20, TimeUnit.SECONDS);
        }

        var payloads = keysOf.redis().lrange(keysOf.key("wait"), 0, -1).stream()
                .map(id -> keysOf.redis().hget(keysOf.key(id), "data"))
                .toList();
        assertThat(payloads).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(succeeded);
        assertThatQueue(keysOf).eachJobIsInExactlyOneState();
    }

    @Test
    void whileTheConnectionIsCutCallsFailInTime() {
        proxy.cut();
        var start = System.nanoTime();

        assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(() -> {
            queue.add("n", 1);
            queue.add("n", 2);
        });

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        proxy.heal();
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(queue.add("n", 3).isNew()).isTrue());
    }

    @Test
    void aServerThatForgotItsScriptsIsTaughtThemAgain() {
        queue.add("n", 1);
        keysOf.redis().scriptFlush();

        assertThat(queue.add("n", 2).id()).isEqualTo("2");
    }

    @Test
    void aServerThatOnlyReadsIsTriedAgainUntilItWrites() throws Exception {
        try (var server = EmbeddedRedis.start();
                var direct = RedisConnection.connect(server.uri())) {
            var own = TestQueue.create("readonly", server.uri());
            var producer = Queue.of(own.name(), Integer.class, direct);
            own.redis().replicaof("127.0.0.1", 1);

            var added = producer.addAsync("n", 1).toCompletableFuture();
            assertThat(added).isNotDone();
            own.redis().replicaofNoOne();

            assertThat(added.get(10, TimeUnit.SECONDS).id()).isEqualTo("1");
        }
    }

    @Test
    void aServerThatStaysReadOnlyIsReportedWithAKnownOutcome() {
        try (var server = EmbeddedRedis.start();
                var direct = RedisConnection.connect(server.uri() + "?timeout=600ms")) {
            var own = TestQueue.create("readonly", server.uri());
            var producer = Queue.of(own.name(), Integer.class, direct);
            own.redis().replicaof("127.0.0.1", 1);

            assertThatExceptionOfType(RedisUnavailableException.class)
                    .isThrownBy(() -> producer.add("n", 1))
                    .withMessageContaining("READONLY")
                    .matches(e -> !e.outcomeUnknown());
        }
    }
}
