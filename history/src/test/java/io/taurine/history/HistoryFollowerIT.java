package io.taurine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XTrimArgs;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of a job, event by event, as engines of any language write them. */
@RedisTest
class HistoryFollowerIT {

    private final TestQueue keysOf;
    private final RedisConnection redis;
    private final HikariDataSource database = TestDatabase.H2.create();
    private final History history = History.open(database);
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    HistoryFollowerIT(TestQueue queue) {
        // A prefix of its own, since one process at a time writes all queues of a prefix.
        keysOf = queue.under("h" + Integer.toHexString(System.identityHashCode(this)));
        redis = RedisConnection.connect(keysOf.redisUri());
    }

    @AfterEach
    void close() throws Exception {
        for (var closeable : opened) {
            closeable.close();
        }
        redis.close();
        database.close();
    }

    private HistoryFollowerOptions.Builder options() {
        return HistoryFollowerOptions.builder()
                .prefix(keysOf.prefix())
                .interval(Duration.ofMillis(5))
                .busyShare(1)
                .lease(Duration.ofSeconds(1));
    }

    private HistoryFollower follow(RedisConnection connection) {
        var follower = HistoryFollower.start(
                history, connection, () -> Set.of(keysOf.name()), options().build());
        opened.add(0, follower);
        return follower;
    }

    private HistoryFollower follow() {
        return follow(redis);
    }

    private String emit(String event, String jobId, String... more) {
        var fields = new HashMap<String, String>();
        fields.put("event", event);
        fields.put("jobId", jobId);
        for (var i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return keysOf.redis().xadd(keysOf.key("events"), fields);
    }

    private void job(String id, String... fields) {
        for (var i = 0; i < fields.length; i += 2) {
            keysOf.redis().hset(keysOf.key(id), fields[i], fields[i + 1]);
        }
    }

    private void awaitWritten() {
        var newest = keysOf.redis()
                .xrevrange(keysOf.key("events"), Range.unbounded(), Limit.from(1))
                .get(0)
                .getId();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(history.store().position(keysOf.prefix() + ":" + keysOf.name()))
                        .contains(newest));
    }

    private List<Execution> executions(String jobId) {
        return history.executions().ofJob(keysOf.name(), jobId, "", 100).items().stream()
                .sorted(Comparator.comparing(Execution::ref))
                .toList();
    }

    private Execution full(String jobId, int run) {
        return history.executions()
                .find(keysOf.name() + ":" + jobId + "/" + run)
                .orElseThrow();
    }

    @Test
    void anExecutionIsKeptFromItsStartToItsEnd() {
        job("7", "name", "mail@3", "ats", "1", "atm", "1", "pb", "w1", "rjk", "nightly", "opts", "{}");
        keysOf.redis().rpush(keysOf.key("7:logs"), "began", "done");
        emit("added", "7", "name", "mail@3");
        emit("waiting", "7");
        var started = emit("active", "7", "prev", "waiting");
        emit("progress", "7", "data", "{\"done\":5}");
        var ended = emit("completed", "7", "returnvalue", "{\"sent\":1}", "prev", "active");

        follow();
        awaitWritten();

        var execution = full("7", 1);
        assertThat(execution.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(execution.startedAt()).isEqualTo(Refs.time(started));
        assertThat(execution.endedAt()).contains(Refs.time(ended));
        assertThat(execution.waitedMillis().orElseThrow()).isNotNegative();
        assertThat(execution.result()).contains("{\"sent\":1}");
        assertThat(execution.progress()).contains("{\"done\":5}");
        assertThat(execution.jobName()).contains("mail@3");
        assertThat(execution.version()).hasValue(3);
        assertThat(execution.worker()).contains("w1");
        assertThat(execution.scheduleId()).contains("nightly");
        assertThat(history.executions().logs(execution.ref(), "", 10).items())
                .extracting(LogLine::message)
                .containsExactly("began", "done");
        assertThat(history.executions().states(keysOf.name(), "7", "", 10).items())
                .extracting(StateChange::state, StateChange::executionRef)
                .containsExactly(
                        tuple("waiting", null), tuple("active", execution.ref()), tuple("completed", execution.ref()));
    }

    @Test
    void eachAttemptHasItsErrorAndItsTrace() {
        job("7", "name", "n", "ats", "3", "atm", "3", "opts", "{}", "failedReason", "third");
        job("7", "stacktrace", "[\"Error: first\\n at a\",\"Error: second\\n at b\",\"Error: third\\n at c\"]");
        emit("added", "7", "name", "n");
        emit("waiting", "7");
        emit("active", "7");
        emit("waiting", "7", "prev", "active");
        emit("active", "7");
        emit("delayed", "7", "delay", "1795311761622");
        emit("waiting", "7", "prev", "delayed");
        emit("active", "7");
        emit("failed", "7", "failedReason", "third", "prev", "active");
        emit("retries-exhausted", "7", "attemptsMade", "3");

        follow();
        awaitWritten();

        assertThat(executions("7"))
                .extracting(
                        Execution::outcome,
                        Execution::attempt,
                        Execution::runNumber,
                        e -> e.error().orElse(""))
                .containsExactly(
                        tuple(Outcome.RETRIED, 1, 1, "first"),
                        tuple(Outcome.RETRIED, 2, 2, "second"),
                        tuple(Outcome.FAILED, 3, 3, "third"));
        assertThat(full("7", 2).stackTrace()).contains("Error: second\n at b");
        assertThat(full("7", 3).stackTrace()).contains("Error: third\n at c");
    }

    @Test
    void aJobOfADeadWorkerIsLostAndItsAttemptBeginsAgain() {
        job("7", "name", "n", "ats", "2", "atm", "1", "opts", "{}");
        emit("added", "7", "name", "n");
        emit("active", "7");
        emit("waiting", "7", "prev", "active");
        emit("stalled", "7");
        emit("active", "7");
        emit("completed", "7", "returnvalue", "null");

        follow();
        awaitWritten();

        assertThat(executions("7"))
                .extracting(Execution::outcome, Execution::attempt)
                .containsExactly(tuple(Outcome.LOST, 1), tuple(Outcome.SUCCEEDED, 1));
    }

    @Test
    void whatIsPutBackIsNoFailure() {
        job("7", "name", "n", "ats", "2", "atm", "0", "opts", "{}");
        emit("added", "7", "name", "n");
        emit("active", "7");
        emit("delayed", "7", "delay", "1795311761622");
        emit("active", "7");
        emit("waiting-children", "7", "prev", "active");

        follow();
        awaitWritten();

        assertThat(executions("7")).extracting(Execution::outcome).containsOnly(Outcome.PUT_BACK);
    }

    @Test
    void cancelledTimedOutAndSkippedAreToldApart() {
        emit("active", "1");
        emit("cancelled", "1", "reason", "enough", "prev", "active");
        emit("failed", "1", "failedReason", "enough");
        emit("active", "2");
        emit("failed", "2", "failedReason", "Job 2 in queue q ran longer than its timeout of 10 ms");
        emit("active", "3");
        emit("completed", "3", "returnvalue", "{\"taurine:skipped\":\"too old\"}");
        emit("added", "4", "name", "n");
        emit("cancelled", "4", "reason", "never mind", "prev", "waiting");
        emit("failed", "4", "failedReason", "never mind");

        follow();
        awaitWritten();

        assertThat(full("1", 1).outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(full("2", 1).outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(full("3", 1).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(executions("4")).isEmpty();
        assertThat(history.executions().states(keysOf.name(), "4", "", 10).items())
                .extracting(StateChange::state, StateChange::detail)
                .containsExactly(tuple("cancelled", "never mind"), tuple("failed", "never mind"));
    }

    @Test
    void aCancelOfAWaitingJobIsNoRunThoughTheJobRanLater() {
        job("7", "name", "n", "ats", "1", "atm", "1", "opts", "{}");
        cancelledWhileItWaited("7");
        emit("waiting", "7", "prev", "failed");
        emit("active", "7", "prev", "waiting");
        emit("completed", "7", "returnvalue", "1", "prev", "active");

        follow();
        awaitWritten();

        assertThat(executions("7"))
                .extracting(Execution::runNumber, Execution::outcome)
                .containsExactly(tuple(1, Outcome.SUCCEEDED));
    }

    @Test
    void aCancelOfAWaitingJobIsNoRunThoughItRunsBeforeTheCancelIsWrittenDown() {
        var begun = Instant.now().plusSeconds(60).toEpochMilli();
        job("7", "name", "n", "ats", "1", "atm", "1", "processedOn", String.valueOf(begun), "opts", "{}");
        cancelledWhileItWaited("7");
        follow();
        awaitWritten();

        emit("waiting", "7", "prev", "failed");
        emit("active", "7", "prev", "waiting");
        emit("completed", "7", "returnvalue", "1", "prev", "active");
        awaitWritten();

        assertThat(executions("7"))
                .extracting(Execution::runNumber, Execution::outcome)
                .containsExactly(tuple(1, Outcome.SUCCEEDED));
    }

    private void cancelledWhileItWaited(String jobId) {
        emit("added", jobId, "name", "n");
        emit("waiting", jobId);
        emit("cancelled", jobId, "reason", "enough", "prev", "waiting");
        emit("failed", jobId, "failedReason", "enough", "prev", "waiting");
    }

    @Test
    void aRestartGoesOnWhereTheLastOneEnded() {
        emit("added", "7", "name", "n");
        emit("waiting", "7");
        emit("active", "7");
        var first = follow();
        awaitWritten();
        first.close();
        first.close();
        emit("waiting", "7", "prev", "active");
        emit("active", "7");
        emit("completed", "7", "returnvalue", "1");

        follow();
        awaitWritten();

        assertThat(executions("7"))
                .extracting(Execution::runNumber, Execution::attempt, Execution::outcome)
                .containsExactly(tuple(1, 1, Outcome.RETRIED), tuple(2, 2, Outcome.SUCCEEDED));
        assertThat(history.executions().states(keysOf.name(), "7", "", 10).items())
                .hasSize(5);
    }

    @Test
    void linesOfALaterAttemptAreItsOwn() {
        job("7", "name", "n", "ats", "1", "atm", "1", "opts", "{}");
        keysOf.redis().rpush(keysOf.key("7:logs"), "a1");
        emit("active", "7");
        emit("waiting", "7", "prev", "active");
        follow();
        awaitWritten();

        job("7", "ats", "2", "atm", "2");
        keysOf.redis().rpush(keysOf.key("7:logs"), "b1", "b2");
        emit("active", "7");
        emit("completed", "7", "returnvalue", "1");
        awaitWritten();

        assertThat(history.executions().logs(full("7", 2).ref(), "", 10).items())
                .extracting(LogLine::line, LogLine::message)
                .containsExactly(tuple(1L, "b1"), tuple(2L, "b2"));
    }

    @Test
    void oneWritesAndAnotherTakesOverWhenItIsGone() {
        try (var proxy = FaultProxy.to(keysOf.redisUri());
                var cutOff = RedisConnection.connect(proxy.uri())) {
            var first = follow(cutOff);
            await().atMost(Duration.ofSeconds(20)).until(first::isWriting);
            var second = follow();
            emit("active", "1");
            awaitWritten();
            assertThat(second.isWriting()).isFalse();

            proxy.cut();
            emit("completed", "1", "returnvalue", "1");

            await().atMost(Duration.ofSeconds(20)).until(second::isWriting);
            awaitWritten();
            assertThat(executions("1")).extracting(Execution::outcome).containsExactly(Outcome.SUCCEEDED);
            await().atMost(Duration.ofSeconds(20)).until(() -> !first.isWriting());
            first.close();
        }
    }

    @Test
    void aGapIsRecordedAndWhatBecameOfTheJobsIsFoundOut() {
        emit("active", "gone");
        emit("active", "done");
        emit("active", "runs");
        emit("active", "again");
        var first = follow();
        awaitWritten();
        first.close();
        var now = Instant.now().toEpochMilli();
        job("done", "name", "n", "ats", "1", "atm", "1", "opts", "{}", "returnvalue", "5", "finishedOn", now + "");
        keysOf.redis().zadd(keysOf.key("completed"), (double) now, "done");
        job("runs", "name", "n", "ats", "1", "opts", "{}", "processedOn", now + "");
        keysOf.redis().lpush(keysOf.key("active"), "runs");
        job(
                "again",
                "name",
                "n",
                "ats",
                "2",
                "atm",
                "2",
                "opts",
                "{}",
                "processedOn",
                now + "",
                "finishedOn",
                now + "");
        job("again", "failedReason", "broke");
        keysOf.redis().zadd(keysOf.key("failed"), (double) now, "again");
        job(
                "unseen",
                "name",
                "n@2",
                "ats",
                "1",
                "atm",
                "1",
                "opts",
                "{}",
                "processedOn",
                now + "",
                "finishedOn",
                now + "");
        job("unseen", "returnvalue", "null");
        keysOf.redis().zadd(keysOf.key("completed"), (double) now, "unseen");
        for (var i = 0; i < 10; i++) {
            emit("completed", "x" + i, "returnvalue", "1");
        }
        keysOf.redis()
                .xadd(
                        keysOf.key("events"),
                        new XAddArgs().id((now + 60_000) + "-0"),
                        Map.of("event", "added", "jobId", "z", "name", "n"));
        keysOf.redis().xtrim(keysOf.key("events"), XTrimArgs.Builder.maxlen(1).exactTrimming());

        follow();
        awaitWritten();

        assertThat(executions("gone")).extracting(Execution::outcome).containsExactly(Outcome.UNKNOWN);
        assertThat(executions("done")).extracting(Execution::outcome).containsExactly(Outcome.SUCCEEDED);
        assertThat(executions("runs")).extracting(Execution::outcome).containsExactly(Outcome.RUNNING);
        assertThat(executions("again")).extracting(Execution::outcome).containsExactly(Outcome.RETRIED, Outcome.FAILED);
        assertThat(executions("unseen"))
                .extracting(Execution::outcome, e -> e.version().orElse(0))
                .containsExactly(tuple(Outcome.SUCCEEDED, 2));
        assertThat(history.events()
                        .list(EventFilter.all().named("history.gap"), "", 10)
                        .items())
                .singleElement()
                .satisfies(gap -> assertThat(gap.payload()).contains(keysOf.name()));
        assertThat(history.executions().states(keysOf.name(), "unseen", "", 10).items())
                .extracting(StateChange::state)
                .containsExactly("active", "completed");
    }

    @Test
    void aJobIdThatIsUsedAgainBeginsAnew() {
        emit("added", "7", "name", "n");
        emit("active", "7");
        emit("completed", "7", "returnvalue", "1");
        emit("removed", "7", "prev", "completed");
        emit("added", "7", "name", "n");
        emit("active", "7");
        emit("completed", "7", "returnvalue", "2");

        follow();
        awaitWritten();

        assertThat(executions("7")).extracting(Execution::runNumber).containsExactly(1, 1);
        assertThat(full("7", 1).result()).contains("2");
    }

    @Test
    void streamsAreMadeToKeepMoreEvents() {
        keysOf.redis().hset(keysOf.key("meta"), "opts.maxLenEvents", "10000");
        emit("added", "1", "name", "n");

        follow();

        await().untilAsserted(() -> assertThat(keysOf.redis().hget(keysOf.key("meta"), "opts.maxLenEvents"))
                .isEqualTo("200000"));
    }

    private void awaitKept(String events) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(keysOf.redis().hget(keysOf.key("meta"), "opts.maxLenEvents"))
                        .isEqualTo(events));
    }

    @Test
    void streamsKeepMoreWhileTheHistoryIsFarBehindAndAsManyAsBeforeWhenItHasCaughtUp() {
        var start = Instant.now().toEpochMilli();
        for (var i = 0; i < 2_000; i++) {
            keysOf.redis()
                    .xadd(
                            keysOf.key("events"),
                            new XAddArgs().id((start + i) + "-0"),
                            Map.of("event", "added", "jobId", "j" + i, "name", "n"));
        }
        // Once it has read a page it rests for longer than this test takes.
        var resting =
                options().keptEvents(1_000).mostKeptEvents(5_000).batchSize(10).busyShare(1e-9);
        var first = HistoryFollower.start(history, redis, () -> Set.of(keysOf.name()), resting.build());
        opened.add(0, first);
        awaitKept("2000");
        first.close();

        opened.add(
                0,
                HistoryFollower.start(
                        history,
                        redis,
                        () -> Set.of(keysOf.name()),
                        options().keptEvents(1_000).build()));

        awaitWritten();
        awaitKept("1000");
        await().untilAsserted(() ->
                assertThat(keysOf.redis().hkeys(keysOf.key("meta"))).containsExactly("opts.maxLenEvents"));
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HistoryFollowerOptions.builder().batchSize(0))
                .withMessageContaining("between 1 and 10000, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HistoryFollowerOptions.builder().interval(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HistoryFollowerOptions.builder().keptEvents(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HistoryFollowerOptions.builder().busyShare(0))
                .withMessageContaining("more than 0 and 1 at most");
    }
}
