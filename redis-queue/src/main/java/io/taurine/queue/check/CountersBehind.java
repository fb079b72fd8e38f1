package io.taurine.queue.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Of the jobs that are ahead of a counter, perhaps all there are, remembers the one that is furthest. */
final class CountersBehind {

    private @Nullable String highestId;
    private @Nullable String latestPrioritized;
    private double latestCount;

    /** The suspicions about a job but for those, which are remembered here. */
    List<Suspicion> without(JobReport job, List<Suspicion> suspicions) {
        var others = new ArrayList<Suspicion>(suspicions.size());
        for (var suspicion : suspicions) {
            switch (suspicion.finding().kind()) {
                case ID_COUNTER_BEHIND -> {
                    if (highestId == null || Long.parseLong(job.id()) > Long.parseLong(highestId)) {
                        highestId = job.id();
                    }
                }
                case PRIORITY_COUNTER_BEHIND -> {
                    if (latestPrioritized == null || JobRules.countOf(job) > latestCount) {
                        latestPrioritized = job.id();
                        latestCount = JobRules.countOf(job);
                    }
                }
                default -> others.add(suspicion);
            }
        }
        return others;
    }

    List<String> jobs() {
        var ids = new ArrayList<String>();
        if (highestId != null) {
            ids.add(highestId);
        }
        if (latestPrioritized != null) {
            ids.add(latestPrioritized);
        }
        return ids;
    }

    /** Whether it is about another job than the one that is furthest. */
    boolean isTold(Finding finding) {
        return switch (finding.kind()) {
            case ID_COUNTER_BEHIND -> !finding.id().equals(highestId);
            case PRIORITY_COUNTER_BEHIND -> !finding.id().equals(latestPrioritized);
            default -> false;
        };
    }
}
