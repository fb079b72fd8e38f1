package io.taurine.queue.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.queue.connection.RedisReplyException;
import io.taurine.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits for markers on one connection, seen from close by. */
@Timeout(60)
class MarkerSeatIT {

    private static final Duration LONG = Duration.ofSeconds(40);

    private static EmbeddedRedis server;
    private static RedisClient client;
    private static RedisCommands<String, String> raw;

    private final List<MarkerSeat> seats = new ArrayList<>();
    private LettuceConnection redis;

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.builder().setting("save", "").start();
        client = RedisClient.create(server.uri());
        raw = client.connect().sync();
    }

    @AfterAll
    static void stop() {
        client.shutdown();
        server.close();
    }

    @BeforeEach
    void connect() {
        raw.flushall();
        redis = sharing(server.uri());
    }

    @AfterEach
    void close() {
        seats.forEach(MarkerSeat::close);
        redis.close();
    }

    private static LettuceConnection sharing(String uri) {
        return LettuceConnection.connect(
                uri,
                RedisOptions.builder()
                        .commandTimeout(Duration.ofSeconds(2))
                        .ownWorkerConnections(0)
                        .build());
    }

    private MarkerSeat seat(String queue) {
        var seat = redis.openMarkerSeat("bull:" + queue, marker(queue));
        seats.add(seat);
        return seat;
    }

    private static String marker(String queue) {
        return "bull:" + queue + ":marker";
    }

    private static CompletableFuture<OptionalDouble> waiting(MarkerSeat seat, Duration timeout) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return seat.await(timeout, Duration.ZERO);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task, "waits").start());
    }

    /** So many are in the read that blocks now. */
    private static void awaitRead(int markers) {
        await().until(() -> raw.clientList()
                .lines()
                .filter(line -> line.contains(" flags=b "))
                .anyMatch(line -> line.contains("name=taurine|")
                        ? line.replaceAll(".* name=(\\S*) .*", "$1").split("\\|").length - 1 == markers
                        : markers == 1));
    }

    private static OptionalDouble soon(CompletableFuture<OptionalDouble> wait) throws Exception {
        return wait.get(20, TimeUnit.SECONDS);
    }

    @Test
    void eachGetsItsOwnMarkerWithItsScore() throws Exception {
        var one = waiting(seat("one"), LONG);
        var two = waiting(seat("two"), LONG);
        awaitRead(2);

        raw.zadd(marker("two"), 1795303878697.0002, "1");
        raw.zadd(marker("one"), 0, "0");

        assertThat(soon(one)).hasValue(0);
        assertThat(soon(two)).hasValue(1795303878697.0002);
        assertThat(raw.keys("*")).isEmpty();
    }

    @Test
    void aWaitWithoutAMarkerEndsEmptyWhenItsTimeIsUpThoughOthersWaitLonger() throws Exception {
        var patient = waiting(seat("patient"), LONG);
        awaitRead(1);

        var brief = waiting(seat("brief"), Duration.ofMillis(50));

        assertThat(soon(brief)).isEmpty();
        assertThat(patient).isNotDone();
    }

    @Test
    void oneBusyQueueDoesNotKeepTheOthersWaiting() throws Exception {
        var busy = seat("busy");
        var others = IntStream.range(0, 20).mapToObj(i -> seat("quiet-" + i)).toList();
        raw.zadd(marker("busy"), 0, "0");
        var waits = others.stream().map(seat -> waiting(seat, LONG)).toList();
        IntStream.range(0, 20).forEach(i -> raw.zadd(marker("quiet-" + i), 0, "0"));

        // Its marker is there at every read.
        for (int i = 0; i < 100 && !waits.stream().allMatch(CompletableFuture::isDone); i++) {
            raw.zadd(marker("busy"), 0, "0");
            assertThat(soon(waiting(busy, LONG))).isPresent();
        }

        for (var wait : waits) {
            assertThat(soon(wait)).isPresent();
        }
    }

    @Test
    void whoLeavesTakesNoMarkerAlong() throws Exception {
        var leaving = seat("left");
        var wait = waiting(leaving, LONG);
        var other = waiting(seat("other"), LONG);
        awaitRead(2);

        leaving.leave();
        raw.zadd(marker("left"), 7, "1");
        raw.zadd(marker("other"), 0, "0");

        assertThat(soon(wait)).hasValue(0);
        assertThat(soon(other)).hasValue(0);
        await().untilAsserted(() -> assertThat(raw.zscore(marker("left"), "1")).isEqualTo(7.0));
        assertThat(soon(waiting(leaving, LONG))).hasValue(7);
    }

    @Test
    void whoLeavesAConnectionOfItsOwnMayLookAsWell() throws Exception {
        redis.close();
        redis = LettuceConnection.connect(server.uri(), RedisOptions.defaults());
        var leaving = seat("left");
        var wait = waiting(leaving, LONG);
        await().until(() -> raw.clientList().contains(" flags=b "));

        leaving.leave();

        assertThat(soon(wait)).hasValue(0);
        var again = waiting(leaving, LONG);
        raw.zadd(marker("left"), 7, "1");
        assertThat(soon(again)).hasValue(7);
    }

    @Test
    void aSeatThatFoundNoThreadLeavesTheOthersAsTheyWere() {
        var group = new MarkerGroup(redis, 1, markerKey -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        var first = seatIn(group, "first");
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> seatIn(group, "second"));
        first.close();

        assertThatNoException().isThrownBy(() -> seatIn(group, "third").close());
        assertThat(group.shared()).isNull();
    }

    private MarkerSeat seatIn(MarkerGroup group, String queue) {
        var own = redis.openBlockingReads("bull:" + queue, marker(queue));
        return MarkerSeat.in(group, own, marker(queue), "bull:" + queue, Duration.ofSeconds(5));
    }

    @Test
    void aClosedSeatWaitsNoMore() {
        var closed = seat("closed");
        var wait = waiting(closed, LONG);
        awaitRead(1);

        closed.close();

        assertThatExceptionOfType(CompletionException.class).isThrownBy(wait::join);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> waiting(closed, LONG).join());
        await().untilAsserted(() ->
                assertThat(raw.clientList()).doesNotContain("flags=b").doesNotContain("cmd=bzpopmin"));
    }

    @Test
    void aReadThatCannotBeEndedByAKeyIsEndedByItsConnection() throws Exception {
        var first = waiting(seat("first"), LONG);
        awaitRead(1);
        raw.configSet("maxmemory", "1");
        try {
            var second = waiting(seat("second"), LONG);

            // It looks at its queue, as the connection may have taken a marker along.
            assertThat(soon(first)).hasValue(0);
            assertThat(soon(second)).hasValue(0);
        } finally {
            raw.configSet("maxmemory", "0");
        }
        var again = waiting(seats.get(0), LONG);
        awaitRead(2);
        raw.zadd(marker("first"), 3, "1");
        assertThat(soon(again)).hasValue(3);
    }

    @Test
    void aHalfOpenConnectionIsFoundWhenSomebodyElseCanBeHeard() throws Exception {
        try (var proxy = FaultProxy.to(server.uri())) {
            redis.close();
            redis = sharing(proxy.uri());
            var first = waiting(seat("first"), LONG);
            awaitRead(1);
            proxy.stallOpen();

            // The shared connection is dead as well: its command fails, and takes the read with it.
            var second = waiting(seat("second"), LONG);

            assertThat(soon(first)).hasValue(0);
            assertThat(soon(second)).hasValue(0);
        }
    }

    @Test
    void manyWhoComeAndGoCostFewReads() throws Exception {
        var waits = new ArrayList<CompletableFuture<OptionalDouble>>();
        for (int i = 0; i < 100; i++) {
            waits.add(waiting(seat("q" + i), LONG));
        }
        awaitRead(100);
        raw.configResetstat();

        raw.eval(
                "for i = 0, 99 do redis.call('ZADD', 'bull:q' .. i .. ':marker', 0, '0') end", ScriptOutputType.STATUS);

        for (var wait : waits) {
            assertThat(soon(wait)).isPresent();
        }
        // Those that are there together are taken together.
        assertThat(calls("bzpopmin") + calls("evalsha") + calls("eval")).isLessThan(10);
    }

    @Test
    void readsThatFailAreMadeEverMoreRarely() throws Exception {
        var restless = seat("restless");
        raw.aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.BZPOPMIN));
        try {
            var startNanos = System.nanoTime();
            for (int i = 0; i < 8; i++) {
                var refused = waiting(restless, LONG);
                assertThat(refused.handle((score, failure) -> failure).get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(RedisReplyException.class);
            }
            // 20 ms, doubled each time.
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThan(Duration.ofSeconds(1));
        } finally {
            raw.aclSetuser("default", AclSetuserArgs.Builder.addCommand(CommandType.BZPOPMIN));
        }
        var after = waiting(restless, LONG);
        awaitRead(1);
        raw.zadd(marker("restless"), 5, "1");
        assertThat(soon(after)).hasValue(5);
    }

    @Test
    void aMarkerOfTheWrongTypeFailsNobodyElse() throws Exception {
        var other = waiting(seat("other"), LONG);
        var another = waiting(seat("another"), LONG);
        awaitRead(2);
        raw.hset(marker("bad"), "name", "a foreign job of this id");
        var bad = seat("bad");

        for (int i = 0; i < 5; i++) {
            assertThat(waiting(bad, LONG).handle((score, failure) -> failure).get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(RedisReplyException.class);
        }

        assertThat(List.of(other, another)).noneMatch(CompletableFuture::isDone);
        raw.zadd(marker("other"), 4, "1");
        assertThat(soon(other)).hasValue(4);
        raw.del(marker("bad"));
        var healed = waiting(bad, LONG);
        awaitRead(3);
        raw.zadd(marker("bad"), 6, "1");
        assertThat(soon(healed)).hasValue(6);
        raw.zadd(marker("another"), 8, "1");
        assertThat(soon(another)).hasValue(8);
    }

    @Test
    void theLastToCloseLosesNoMarkerThatIsAddedRightThen() throws Exception {
        for (int i = 0; i < 20; i++) {
            var last = seat("last");
            var passedOn = waiting(last, LONG).handle((score, failure) -> raw.zadd(marker("last"), 0, "0"));
            awaitRead(1);

            last.close();

            assertThat(passedOn.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            await().untilAsserted(() -> assertThat(raw.clientList()).doesNotContain("flags=b"));
            assertThat(raw.zcard(marker("last"))).isEqualTo(1);
            raw.del(marker("last"));
        }
    }

    private static long calls(String command) {
        return raw.info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .map(line -> line.replaceAll(".*:calls=(\\d+),.*", "$1"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}
