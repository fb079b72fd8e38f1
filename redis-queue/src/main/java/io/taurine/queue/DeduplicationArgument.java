package io.taurine.queue;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;

/** The deduplication of a job as the adding scripts take it: flags, ttl in ms, id, separated by commas; empty for none. */
final class DeduplicationArgument {

    private DeduplicationArgument() {}

    static String of(JobOptions options) {
        return options.deduplication().map(DeduplicationArgument::write).orElse("");
    }

    private static String write(Deduplication deduplication) {
        return (deduplication.extend() ? "e" : "")
                + (deduplication.replace() ? "r" : "")
                + (deduplication.reschedule() ? "s" : "")
                + (deduplication.keepLastIfActive() ? "k" : "")
                + ","
                + deduplication
                        .timeToLive()
                        .map(ttl -> Long.toString(ttl.toMillis()))
                        .orElse("")
                + ","
                + deduplication.id();
    }
}
