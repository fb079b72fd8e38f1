package io.taurine.server.runner.internal;

/** Where lists go on, in both runners. */
public final class Cursors {

    private static final int MOST = 1_000;

    private Cursors() {}

    /** Throws IllegalArgumentException unless it is 1 to 1,000. */
    public static void requireLimit(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be 1 to " + MOST + ", was " + limit);
        }
    }

    /** 0 for the first page. */
    public static long number(String cursor) {
        if (cursor.isEmpty()) {
            return 0;
        }
        if (!cursor.matches("[0-9]{1,15}")) {
            throw noneOfOurs(cursor);
        }
        return Long.parseLong(cursor);
    }

    public static IllegalArgumentException noneOfOurs(String cursor) {
        return new IllegalArgumentException("cursor must be empty or as a page before gave it, was " + cursor);
    }
}
