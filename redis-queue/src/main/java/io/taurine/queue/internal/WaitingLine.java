package io.taurine.queue.internal;

import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
        return anyMatch(id -> {
                    visitor.accept(id);
                    return false;
                })
                .thenApply(found -> null);
    }

    /** As {@link #forEach}, until the predicate is true of an id; whether it was of any. */
    CompletableFuture<Boolean> anyMatch(Predicate<String> wanted) {
        return walk(new Walk("wait", wanted))
                .thenCompose(
                        found -> found ? CompletableFuture.completedFuture(true) : walk(new Walk("paused", wanted)));
    }

    private CompletableFuture<Boolean> walk(Walk walk) {
        var from = walk.from;
        return redis.command(commands -> commands.lrange(keys.key(walk.list), from, from + PAGE - 1))
                .thenCompose(page -> walk.see(page) ? walk(walk) : CompletableFuture.completedFuture(walk.found));
    }

    /** From the left, where jobs come in: what comes moves the others on, so that none is passed over. */
    private static final class Walk {

        private final String list;
        private final Predicate<String> wanted;
        private int from;
        private String lastSeen = "";
        private int starts;
        private boolean found;

        Walk(String list, Predicate<String> wanted) {
            this.list = list;
            this.wanted = wanted;
        }

        /** Whether there is more to see. */
        boolean see(List<String> page) {
            found = page.stream().anyMatch(wanted);
            if (found) {
                return false;
            }
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
