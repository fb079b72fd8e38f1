package io.taurine.benchmark.soak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/**
 * Runs of the same attempt of the same job. The guarantee is: only when the worker of the earlier run was killed, cut off or frozen
 * or lost its lock, or Redis was away; and not more for each such fault than the worker had slots.
 */
record Doubles(int count, int most, List<String> unexplained) {
    /** A run begins when its worker hears of the claim: with a connection that was stalled, so much later. */
    private static final long CLAIM_UNDER_WAY_MILLIS = 6_000;

    /**
     * @param removable keys of jobs that are removed at their end: added again after an answer that did not arrive, such a job
     *     is a new one, whose claims are counted anew
     */
    static Doubles of(RunNotes notes, List<AppliedFault> faults, Set<String> removable) {
        var before = new HashMap<String, Run>();
        var unexplained = new ArrayList<String>();
        int count = 0;
        for (var run : notes.runs) {
            var earlier = before.put(run.queue() + " " + run.id() + " " + run.attemptsMade(), run);
            if (earlier == null
                    || notes.aside.contains(earlier.queue() + " " + earlier.id() + " " + earlier.claims())) {
                continue;
            }
            if (earlier.claims() == run.claims() && removable.contains(run.key())) {
                continue;
            }
            count++;
            boolean lockLost = notes.lost.contains(earlier.process() + " " + earlier.id());
            long from = Math.min(earlier.started(), run.started()) - CLAIM_UNDER_WAY_MILLIS;
            long to = Math.max(earlier.started(), run.started());
            boolean faulty = faults.stream().anyMatch(fault -> fault.explains(earlier.process(), from, to));
            boolean cutOff = notes.outages.stream()
                    .anyMatch(outage -> outage.process().equals(earlier.process())
                            && outage.atMillis() >= from
                            && outage.atMillis() <= to);
            if (!lockLost && !faulty && !cutOff) {
                unexplained.add(run.queue() + " " + run.id() + " ran on " + earlier.process() + " at "
                        + earlier.started() + " and, though nothing was wrong with that, on " + run.process() + " at "
                        + run.started());
            }
        }
        int most = notes.lost.size()
                + faults.stream().mapToInt(AppliedFault::mostDoubles).sum()
                + notes.outages.stream()
                        .mapToInt(outage -> Queues.concurrency(outage.queue()))
                        .sum();
        return new Doubles(count, most, unexplained);
    }
}
