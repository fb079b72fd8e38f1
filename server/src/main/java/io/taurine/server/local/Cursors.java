package io.taurine.server.local;

import io.taurine.server.runner.JobStatus;

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
        if (!cursor.matches("[0-9]{1,18}")) {
            throw noneOfOurs(cursor);
        }
        return Long.parseLong(cursor);
    }

    static IllegalArgumentException noneOfOurs(String cursor) {
        return new IllegalArgumentException("cursor must be empty or as a page before gave it, was " + cursor);
    }

    /** The job that a page ended with. */
    record OfJob(JobStatus status, long order) {

        static OfJob parse(String cursor) {
            if (!cursor.matches("[a-z-]{1,20}[.][0-9]{1,18}")) {
                throw noneOfOurs(cursor);
            }
            var dot = cursor.indexOf('.');
            try {
                return new OfJob(JobStatus.of(cursor.substring(0, dot)), Long.parseLong(cursor.substring(dot + 1)));
            } catch (IllegalArgumentException e) {
                throw noneOfOurs(cursor);
            }
        }

        /** True for what belongs on a later page. */
        boolean isBefore(LocalJob job) {
            var byStatus = status.compareTo(job.status);
            return byStatus < 0 || (byStatus == 0 && job.order < order);
        }

        @Override
        public String toString() {
            return status.wireName() + "." + order;
        }
    }
}
