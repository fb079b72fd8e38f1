package io.taurine.server.redis;

/** Where lists go on. */
final class Cursors {

    private static final int MOST = 1_000;

    private Cursors() {}

    static void requireLimit(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be 1 to " + MOST + ", was " + limit);
        }
    }

    /** 0 for the first page. */
    static long number(String cursor) {
        if (cursor.isEmpty()) {
            return 0;
        }
        if (!cursor.matches("[0-9]{1,15}")) {
            throw noneOfOurs(cursor);
        }
        return Long.parseLong(cursor);
    }

    static IllegalArgumentException noneOfOurs(String cursor) {
        return new IllegalArgumentException("cursor must be empty or as a page before gave it, was " + cursor);
    }
}
