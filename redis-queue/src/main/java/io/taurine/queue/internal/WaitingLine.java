package io.taurine.queue.internal;

import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The ids in line, page by page, since a line may be a million long and a script that searches it would hold up everybody
 * else. Safe to share between threads.
 */
public final class WaitingLine {

    static final int PAGE = 2000;

    /** How far a page reaches back into the one before: as many may be removed from the line meanwhile. */
    private static final int OVERLAP = 200;

    /** Reached only while somebody removes masses of jobs. */
    private static final int MOST_STARTS = 20;

    private final LettuceConnection redis;
    private final QueueKeys keys;

    public WaitingLine(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /**
     * Shows every id that is in line from before the call until after it, some perhaps twice. Those that come or go meanwhile
     * may be missed.
     *
     * @param visitor called by one thread at a time, must not block
     */
    public CompletableFuture<Void> forEach(Consumer<String> visitor) {
        return walk(new Walk("wait", visitor)).thenCompose(waiting -> walk(new Walk("paused", visitor)));
    }

    private CompletableFuture<Void> walk(Walk walk) {
        var from = walk.from;
        return redis.command(commands -> commands.lrange(keys.key(walk.list), from, from + PAGE - 1))
                .thenCompose(page -> walk.see(page) ? walk(walk) : CompletableFuture.completedFuture(null));
    }

    /** From the left, where jobs come in: what comes moves the others on, so that none is passed over. */
    private static final class Walk {

        private final String list;
        private final Consumer<String> visitor;
        private int from;
        private String lastSeen = "";
        private int starts;

        Walk(String list, Consumer<String> visitor) {
            this.list = list;
            this.visitor = visitor;
        }

        /** Whether there is more to see. */
        boolean see(List<String> page) {
            page.forEach(visitor);
            if (from > 0 && !page.contains(lastSeen)) {
                // So much was removed that some may have slipped past: begin anew.
                if (++starts == MOST_STARTS) {
                    throw new IllegalStateException("jobs leave the line faster than it can be looked through");
                }
                from = 0;
                return true;
            }
            if (page.size() < PAGE) {
                return false;
            }
            lastSeen = page.get(page.size() - 1);
            from += PAGE - OVERLAP;
            return true;
        }
    }
}
