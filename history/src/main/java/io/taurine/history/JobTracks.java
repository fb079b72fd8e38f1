package io.taurine.history;

import io.taurine.queue.events.QueueEvent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is remembered of the jobs of a queue; those that nothing happens to for long are forgotten. */
final class JobTracks {

    /** More than a page of events tells of. */
    private static final int MOST = 20_000;

    private final String queue;
    private final ExecutionHistory executions;
    private final Map<String, JobTrack> tracks = new LinkedHashMap<>(1_000, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JobTrack> eldest) {
            return size() > MOST;
        }
    };

    JobTracks(String queue, ExecutionHistory executions) {
        this.queue = queue;
        this.executions = executions;
    }

    /** Looks up what is written of jobs that these events tell of and that are not remembered. */
    void recall(List<QueueEvent> events) {
        Set<String> forgotten = new LinkedHashSet<>();
        Set<String> fresh = new LinkedHashSet<>();
        for (var event : events) {
            if (event instanceof QueueEvent.OfJob ofJob
                    && !fresh.contains(ofJob.jobId())
                    && !tracks.containsKey(ofJob.jobId())) {
                (event instanceof QueueEvent.Added && !forgotten.contains(ofJob.jobId()) ? fresh : forgotten)
                        .add(ofJob.jobId());
            }
        }
        for (var last : executions.last(queue, List.copyOf(forgotten))) {
            tracks.put(last.jobId(), JobTrack.after(last));
            forgotten.remove(last.jobId());
        }
        // Of the others those are known that have been seen waiting: they have not started yet.
        executions.withStates(queue, List.copyOf(forgotten)).forEach(this::begin);
    }

    JobTrack of(String jobId) {
        return tracks.computeIfAbsent(jobId, absent -> new JobTrack());
    }

    /** A job begins: one of the same id that there was before is another. */
    JobTrack begin(String jobId) {
        var track = new JobTrack();
        track.isKnown = true;
        tracks.put(jobId, track);
        return track;
    }

    void forget(String jobId) {
        tracks.remove(jobId);
    }
}
