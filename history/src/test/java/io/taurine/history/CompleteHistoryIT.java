package io.taurine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.queue.JobRequest;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real jobs, retried, cancelled and timed out, a real PostgreSQL that is stopped in the middle, workers and a follower that are
 * closed and started again meanwhile: what is written in the end is what the events of Redis say. As many jobs as the property {@code taurine.history.jobs} says, 5,000 unless it says any.
 */
@RedisTest
class CompleteHistoryIT {

    private static final int JOBS = Integer.getInteger("taurine.history.jobs", 5_000);
    private static final Duration TIMEOUT = Duration.ofMillis(30);
    private static final Set<String> STATES =
            Set.of("waiting", "active", "delayed", "completed", "failed", "stalled", "cancelled", "removed");

    private final TestQueue keysOf;

    CompleteHistoryIT(TestQueue queue) {
        keysOf = queue.under("complete" + Integer.toHexString(System.identityHashCode(this)));
    }

    private static Object work(int number, int attempt) throws InterruptedException {
        if (isSlow(number) || isCancelled(number)) {
            Thread.sleep(60_000); // until it is interrupted
        }
        if (number % 50 == 0 || (number % 5 == 0 && attempt == 1) || (number % 35 == 0 && attempt == 2)) {
            throw new IllegalStateException("job " + number + " fails in attempt " + attempt);
        }
        return number;
    }

    /** Times out in each of its attempts. */
    private static boolean isSlow(int number) {
        return number % 211 == 7;
    }

    /** Is cancelled while it runs. */
    private static boolean isCancelled(int number) {
        return number % 53 == 11 && !isSlow(number);
    }

    private Worker<Integer> work(RedisConnection redis, Queue<Integer> queue, AtomicInteger finished) {
        return Worker.of(keysOf.name(), Integer.class, redis, job -> {
                    finished.incrementAndGet();
                    if (isCancelled(job.data())) {
                        queue.cancelAsync(job.id(), "enough");
                    }
                    return work(job.data(), job.attempt());
                })
                .prefix(keysOf.prefix())
                .name("w1")
                .concurrency(50)
                .jobTimeout(job -> isSlow(job.data()) ? Optional.of(TIMEOUT) : Optional.empty())
                .start();
    }

    private HistoryFollower follow(History history, RedisConnection redis) {
        return HistoryFollower.start(
                history,
                redis,
                () -> Set.of(keysOf.name()),
                HistoryFollowerOptions.builder()
                        .prefix(keysOf.prefix())
                        .interval(Duration.ofMillis(50))
                        .batchSize(1_500)
                        .busyShare(1)
                        .lease(Duration.ofSeconds(1))
                        .build());
    }

    @Test
    void executionsAndStatesEqualTheEventsThoughTheDatabaseIsStoppedAndTheServerRestarted(@TempDir Path folder)
            throws Exception {
        var server = postgres(folder, 0);
        try (var database = TestDatabase.pool(server.getJdbcUrl("postgres", "postgres"));
                var redis = RedisConnection.connect(keysOf.redisUri());
                var queue = Queue.of(
                        keysOf.name(),
                        Integer.class,
                        redis,
                        QueueOptions.builder().prefix(keysOf.prefix()).build())) {
            var history = History.open(database);
            var finished = new AtomicInteger();
            var first = follow(history, redis);
            await().atMost(Duration.ofSeconds(20)).until(first::isWriting);
            try (var worker = work(redis, queue, finished)) {
                add(queue, 0, JOBS / 2);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> history.store().position(stream()).isPresent());
                server.close();
                cancelSome(queue);
                add(queue, JOBS / 2, JOBS);
                await().atMost(Duration.ofSeconds(60)).until(() -> finished.get() > JOBS * 3 / 4);
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> first.problem().isPresent());
                first.close();
            }
            try (var worker = work(redis, queue, finished);
                    var second = follow(history, redis)) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> second.problem().isPresent());
                server = postgres(folder, server.getPort());
                await().atMost(Duration.ofMinutes(5))
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> isAllDone(queue) && isAllWritten(history));
            }

            var events = events();
            assertSame(states(database), expectedStates(events));
            assertSame(executions(database), expectedExecutions(events));
            assertThat(counted(history)).isEqualTo(countsOf(executions(database)));
            assertThat(history.events()
                            .list(EventFilter.all().named("history.gap"), "", 10)
                            .items())
                    .isEmpty();
        } finally {
            server.close();
        }
    }

    /** One that may be stopped, and goes on with what it has. */
    private static EmbeddedPostgres postgres(Path folder, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "20")
                .start();
    }

    /** Without showing thousands of rows where a few differ. */
    private static void assertSame(Set<String> written, Set<String> told) {
        assertThat(told.stream().filter(row -> !written.contains(row)).limit(10))
                .as("missing")
                .isEmpty();
        assertThat(written.stream().filter(row -> !told.contains(row)).limit(10))
                .as("too many")
                .isEmpty();
    }

    private void add(Queue<Integer> queue, int from, int to) {
        var now = JobOptions.builder().attempts(3).build();
        var later = JobOptions.builder()
                .attempts(3)
                .backoff(Backoff.fixed(Duration.ofMillis(5)))
                .build();
        for (var start = from; start < to; start += 500) {
            queue.addBulk(IntStream.range(start, Math.min(to, start + 500))
                    .mapToObj(number -> JobRequest.of("n@" + (1 + number % 3), number, number % 2 == 0 ? now : later))
                    .toList());
        }
    }

    /** Those that wait in front of nobody: added with a delay, cancelled before it is over. */
    private static void cancelSome(Queue<Integer> queue) {
        for (var i = 0; i < 20; i++) {
            var job = queue.add(
                    "n", 1, JobOptions.builder().delay(Duration.ofHours(1)).build());
            queue.cancel(job.id(), "enough");
        }
    }

    private String stream() {
        return keysOf.prefix() + ":" + keysOf.name();
    }

    private static boolean isAllDone(Queue<Integer> queue) {
        return queue.getJobCounts().of(JobState.COMPLETED, JobState.FAILED) == JOBS + 20;
    }

    private boolean isAllWritten(History history) {
        var newest = keysOf.redis()
                .xrevrange(keysOf.key("events"), Range.unbounded(), Limit.from(1))
                .get(0)
                .getId();
        try {
            return history.store().position(stream()).filter(newest::equals).isPresent();
        } catch (HistoryException stillAway) {
            return false;
        }
    }

    private List<StreamMessage<String, String>> events() {
        return keysOf.redis().xrange(keysOf.key("events"), Range.unbounded());
    }

    private Set<String> expectedStates(List<StreamMessage<String, String>> events) {
        var states = new TreeSet<String>();
        for (var event : events) {
            var name = event.getBody().get("event");
            if (STATES.contains(name)) {
                states.add(Refs.of(keysOf.name(), event.getId()) + " "
                        + event.getBody().get("jobId") + " " + name);
            }
        }
        return states;
    }

    private static List<String> rows(HikariDataSource database, String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private static Set<String> states(HikariDataSource database) throws SQLException {
        return new TreeSet<>(rows(database, "SELECT ref || ' ' || job_id || ' ' || state FROM taurine_state"));
    }

    private static Set<String> executions(HikariDataSource database) throws SQLException {
        return new TreeSet<>(rows(
                database,
                "SELECT ref || ' ' || job_id || ' run ' || run_number || ' attempt ' || attempt || ' ' || outcome || ' ' ||"
                        + " ended_at FROM taurine_execution"));
    }

    /** By another way than the follower's: each start, and what the next event of its job says. */
    private Set<String> expectedExecutions(List<StreamMessage<String, String>> events) {
        var executions = new TreeSet<String>();
        var open = new HashMap<String, String>();
        var runs = new HashMap<String, Integer>();
        var cancelled = new HashSet<String>();
        var outcomes = Map.of("waiting", "retried", "delayed", "retried", "completed", "succeeded", "failed", "failed");
        for (var event : events) {
            var job = event.getBody().get("jobId");
            var name = event.getBody().get("event");
            if ("active".equals(name)) {
                var run = runs.merge(job, 1, Integer::sum);
                open.put(job, Refs.of(keysOf.name(), event.getId()) + " " + job + " run " + run + " attempt " + run);
            } else if ("cancelled".equals(name)) {
                cancelled.add(job);
            } else if (open.containsKey(job) && outcomes.containsKey(name)) {
                var outcome = outcomes.get(name);
                if ("failed".equals(name)) {
                    outcome = cancelled.contains(job)
                            ? "cancelled"
                            : event.getBody()
                                            .getOrDefault("failedReason", "")
                                            .contains(" ran longer than its timeout of ")
                                    ? "timed-out"
                                    : outcome;
                }
                executions.add(open.remove(job) + " " + outcome + " "
                        + Refs.time(event.getId()).toEpochMilli());
            }
        }
        assertThat(open).isEmpty();
        assertThat(executions).hasSizeGreaterThan(JOBS);
        assertThat(executions.stream().map(CompleteHistoryIT::outcome))
                .contains("succeeded", "retried", "failed", "cancelled", "timed-out");
        return executions;
    }

    private Map<String, Long> counted(History history) {
        var counts = new TreeMap<String, Long>();
        history.statistics()
                .perHour(
                        Optional.of(keysOf.name()), Instant.EPOCH, Instant.now().plusSeconds(7_200))
                .forEach(hour -> counts.merge(hour.outcome().wireName(), hour.executions(), Long::sum));
        return counts;
    }

    private static Map<String, Long> countsOf(Set<String> executions) {
        var counts = new TreeMap<String, Long>();
        executions.forEach(execution -> counts.merge(outcome(execution), 1L, Long::sum));
        return counts;
    }

    private static String outcome(String execution) {
        return execution.split(" ", -1)[6];
    }
}
