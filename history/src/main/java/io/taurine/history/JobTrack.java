package io.taurine.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the follower remembers of a job between two events. What it forgets it finds again in the database. */
final class JobTrack {

    /** Starts seen so far. */
    int runs;

    /** Attempts that have ended so far. */
    int attempts;

    /** Lines that are written down. */
    long logged;

    /** False while nothing is known of the job but what its events say: they may have begun before. */
    boolean isKnown;

    @Nullable
    String name;

    /** The execution under way; null when the job does not run. */
    Execution.@Nullable Builder open;

    /** The last one that has ended in the batch at hand, and may have to be seen in another light. */
    Execution.@Nullable Builder closed;

    /** Since when it waits for a worker; null when that is not known. */
    @Nullable
    Instant readySince;

    /** Why somebody wants it to end; null when nobody does. */
    @Nullable
    String cancelReason;

    /** Whether it waited when somebody wanted it to end: what ends is no execution then. */
    boolean isCancelledWaiting;

    static JobTrack after(Execution last) {
        var track = new JobTrack();
        track.isKnown = true;
        track.runs = last.runNumber();
        track.logged = last.logged();
        track.name = last.jobName().orElse(null);
        var hasEnded = last.outcome().isEnd();
        track.attempts = hasEnded && counts(last.outcome()) ? last.attempt() : last.attempt() - 1;
        track.open = hasEnded ? null : last.toBuilder();
        return track;
    }

    /** False for an end after which the same attempt begins again. */
    static boolean counts(Outcome outcome) {
        return outcome != Outcome.LOST && outcome != Outcome.PUT_BACK;
    }
}
