package io.taurine.history;

import io.taurine.queue.events.QueueEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds the jobs of which a page of events says all that the history wants to know but what they have logged: they have been
 * seen from the first, their starts are numbered and as expected, and they end well. Most jobs are such.
 */
final class PlainRuns {

    /** Of a scheduler's jobs only the job itself says which one made it. */
    private static final String OF_SCHEDULER = "repeat:";

    private final JobTracks tracks;
    private final Map<String, Integer> starts = new HashMap<>();
    private final Set<String> others = new HashSet<>();

    PlainRuns(JobTracks tracks) {
        this.tracks = tracks;
    }

    void note(QueueEvent event) {
        if (event instanceof QueueEvent.Added added) {
            if (!added.jobId().startsWith(OF_SCHEDULER)) {
                starts.put(added.jobId(), 0);
            }
        } else if (event instanceof QueueEvent.Active active) {
            var before = known(active.jobId());
            if (active.start() > 0 && active.start() == before + 1) {
                starts.put(active.jobId(), active.start());
            } else {
                others.add(active.jobId());
            }
        } else if (event instanceof QueueEvent.Completed completed) {
            if (known(completed.jobId()) < 1) {
                others.add(completed.jobId());
            }
        } else if (event instanceof QueueEvent.OfJob ofJob && !isHarmless(event)) {
            others.add(ofJob.jobId());
        }
    }

    private static boolean isHarmless(QueueEvent event) {
        return event instanceof QueueEvent.Progress
                || (event instanceof QueueEvent.Waiting waiting && !"active".equals(waiting.previous()));
    }

    /** How often it has started; less than 0 when that is not known. */
    private int known(String jobId) {
        var seen = starts.get(jobId);
        if (seen != null) {
            return seen;
        }
        var track = tracks.of(jobId);
        var isSeenWaiting = track.runs == 0 && track.readySince != null;
        return track.isKnown && (track.open != null || isSeenWaiting) && !jobId.startsWith(OF_SCHEDULER)
                ? track.runs
                : -2;
    }

    boolean has(String jobId) {
        return !others.contains(jobId);
    }
}
