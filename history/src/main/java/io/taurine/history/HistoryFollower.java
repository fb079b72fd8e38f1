package io.taurine.history;

import io.taurine.queue.connection.RedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes down what happens in queues, behind it and never in its way: reads the queues' event streams, makes executions and
 * states out of them, and stores these together with the place reached, so that after a crash, an outage of the database or a
 * restart nothing is missing and nothing is there twice. Of all processes that follow the same queues one writes; when it dies
 * another goes on. While the database is away events wait in Redis, see {@link HistoryFollowerOptions.Builder#keptEvents}; when
 * they were too many, that gap becomes an event {@code history.gap} and what can still be found out about the jobs is.
 *
 * <p>What logged lines and stack traces it can still find depends on how long Redis keeps finished jobs; of each execution it
 * stores the first 1,000 lines. Safe to share between threads.
 */
public final class HistoryFollower implements AutoCloseable {

    private final FollowLoop loop;

    private HistoryFollower(FollowLoop loop) {
        this.loop = loop;
    }

    /**
     * Follows, on a thread and a connection of its own, from what the database knows; a queue that it does not know from the
     * oldest event there is.
     *
     * @param redis stays the caller's
     * @param queues asked again and again for the names to follow
     */
    public static HistoryFollower start(
            History history,
            RedisConnection redis,
            Supplier<? extends Collection<String>> queues,
            HistoryFollowerOptions options) {
        Objects.requireNonNull(queues, "queues");
        var loop = new FollowLoop(history, redis, queues, options);
        loop.start();
        return new HistoryFollower(loop);
    }

    /** The lease of the one that writes, for those under that prefix. */
    public static String leaseName(String prefix) {
        return "taurine-history-" + prefix.replace("{", "").replace("}", "");
    }

    /** True while this process is the one that writes. */
    public boolean isWriting() {
        return loop.isWriting();
    }

    /** When it last found nothing more to write; empty as long as it has not, or does not write. */
    public Optional<Instant> caughtUpAt() {
        return loop.caughtUpAt();
    }

    /**
     * Since when there has been more to write than was written; empty when it has caught up within the last seconds, and where
     * another process writes.
     */
    public Optional<Instant> behindSince() {
        return loop.behindSince();
    }

    /** Why it cannot write at the moment; empty when it can. */
    public Optional<String> problem() {
        return loop.problem();
    }

    /** Ends the writing; waits for a batch under way, at most 10 s. Harmless when called twice. */
    @Override
    public void close() {
        loop.close(Duration.ofSeconds(10));
    }
}
