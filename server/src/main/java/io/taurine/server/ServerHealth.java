package io.taurine.server;

import io.taurine.history.HistoryFollower;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.records.RecordStore;
import io.taurine.server.rest.HealthCheck;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** What a server needs to be well: each is asked within a bound, as whoever asks for the health does not wait long. */
final class ServerHealth {

    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration LONGEST_BEHIND = Duration.ofMinutes(2);

    private ServerHealth() {}

    /** Jobs go on without the database, so it takes no process out of service. */
    static List<HealthCheck> checks(
            Optional<RedisConnection> redis, DataSource database, Optional<HistoryFollower> follower) {
        return checks(redis, database, follower, LONGEST_BEHIND);
    }

    /** @param longestBehind how long the history may be behind what happens */
    static List<HealthCheck> checks(
            Optional<RedisConnection> redis,
            DataSource database,
            Optional<HistoryFollower> follower,
            Duration longestBehind) {
        var checks = new ArrayList<HealthCheck>();
        redis.ifPresent(it -> {
            // Any small question does.
            var store = RecordStore.of("server:health", it);
            checks.add(new BoundedCheck("redis", true, () -> {
                store.getAsync("health").toCompletableFuture().get();
                return Optional.empty();
            }));
        });
        checks.add(new BoundedCheck("database", false, () -> answers(database)));
        follower.ifPresent(it -> checks.add(new BoundedCheck("history", false, () -> problem(it, longestBehind))));
        return checks;
    }

    private static Optional<String> problem(HistoryFollower follower, Duration longestBehind) {
        return follower.problem()
                .or(() -> follower.behindSince()
                        .map(since -> Duration.between(since, Instant.now()))
                        .filter(behind -> behind.compareTo(longestBehind) > 0)
                        .map(behind -> "it has been behind what happens for " + behind.toSeconds()
                                + " s: jobs run faster than it is written"));
    }

    private static Optional<String> answers(DataSource database) throws SQLException {
        try (var connection = database.getConnection()) {
            return connection.isValid((int) LONGEST.toSeconds()) ? Optional.empty() : Optional.of("it does not answer");
        }
    }

    private record BoundedCheck(String name, boolean isNeeded, Callable<Optional<String>> question)
            implements HealthCheck {

        @Override
        public Optional<String> problem() {
            var task = new FutureTask<>(question);
            var thread = new Thread(task, "taurine-health-" + name);
            thread.setDaemon(true);
            thread.start();
            try {
                return task.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                task.cancel(true);
                return Optional.of("no answer within " + LONGEST.toSeconds() + " s");
            } catch (ExecutionException e) {
                var cause = e.getCause() == null ? e : e.getCause();
                return Optional.of(cause.getMessage() == null ? cause.toString() : cause.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("interrupted while asking");
            }
        }
    }
}
