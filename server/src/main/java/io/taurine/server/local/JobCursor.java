package io.taurine.server.local;

import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.internal.Cursors;

/** The job that a page of jobs ended with. */
record JobCursor(JobStatus status, long order) {

    static JobCursor parse(String cursor) {
        if (!cursor.matches("[a-z-]{1,20}[.][0-9]{1,18}")) {
            throw Cursors.noneOfOurs(cursor);
        }
        var dot = cursor.indexOf('.');
        try {
            return new JobCursor(JobStatus.of(cursor.substring(0, dot)), Long.parseLong(cursor.substring(dot + 1)));
        } catch (IllegalArgumentException e) {
            throw Cursors.noneOfOurs(cursor);
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
