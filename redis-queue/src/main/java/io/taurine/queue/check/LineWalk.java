package io.taurine.queue.check;

import java.util.List;

/**
 * Goes through a list of ids page by page, from the left, where jobs come in: what comes moves the others on, so that none is
 * passed over. An id is shown as often as the list has it, a few times more perhaps while jobs come in.
 */
final class LineWalk {

    static final int PAGE = 1000;

    /** How far a page reaches back into the one before: as many may be removed from the line meanwhile. */
    private static final int OVERLAP = 100;

    /** Reached only while jobs leave much faster than pages are read. */
    private static final int MOST_STARTS = 20;

    private final PacedRedis redis;
    private final String key;

    LineWalk(PacedRedis redis, String list) {
        this.redis = redis;
        this.key = redis.keys().key(list);
    }

    interface Visitor {

        /** The walk begins, perhaps again: what was shown does not count. */
        default void start() {}

        void page(List<String> ids);
    }

    void walk(Visitor visitor) {
        for (int starts = 0; starts < MOST_STARTS; starts++) {
            visitor.start();
            if (walkOnce(visitor)) {
                return;
            }
        }
        throw new IllegalStateException("jobs leave the line faster than it can be looked through");
    }

    private boolean walkOnce(Visitor visitor) {
        var lastSeen = "";
        for (long from = 0; ; from += PAGE - OVERLAP) {
            var first = from;
            var page = redis.command(commands -> commands.lrange(key, first, first + PAGE - 1));
            var overlap = from == 0 ? -1 : page.indexOf(lastSeen);
            if (from > 0 && overlap < 0) {
                // Within the list so much was removed that some may have slipped past; at its end, all of them went.
                return page.isEmpty();
            }
            visitor.page(page.subList(overlap + 1, page.size()));
            if (page.size() < PAGE) {
                return true;
            }
            lastSeen = page.get(page.size() - 1);
        }
    }
}
