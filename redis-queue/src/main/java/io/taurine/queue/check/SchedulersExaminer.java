package io.taurine.queue.check;

import io.taurine.queue.BrokenScheduler;
import io.taurine.queue.JobSchedulers;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/** Looks at the job schedulers, all at once. */
final class SchedulersExaminer implements Examiner {

    /** Stands for all of them where only some are asked for otherwise. */
    static final String ALL = "*";

    private final JobSchedulers<?> schedulers;

    SchedulersExaminer(JobSchedulers<?> schedulers) {
        this.schedulers = schedulers;
    }

    @Override
    public List<Suspicion> look(Collection<String> ids) {
        var wanted = new HashSet<>(ids);
        return schedulers.findBrokenSchedulers().stream()
                .filter(broken -> wanted.contains(ALL) || wanted.contains(broken.id()))
                .map(SchedulersExaminer::judge)
                .toList();
    }

    private static Suspicion judge(BrokenScheduler broken) {
        var kind = switch (broken.problem()) {
            case NO_PENDING_RUN -> FindingKind.SCHEDULER_WITHOUT_NEXT_RUN;
            case NO_RECORD -> FindingKind.SCHEDULER_WITHOUT_RECORD;
            case LEGACY -> FindingKind.SCHEDULER_LEGACY;
            case UNREADABLE_SCHEDULE -> FindingKind.SCHEDULER_UNREADABLE;
        };
        var seen = "its last run was due at " + broken.lastSlot()
                + (kind == FindingKind.SCHEDULER_WITHOUT_NEXT_RUN ? " and made no next one" : "");
        return new Suspicion(
                Finding.of(kind, broken.id(), seen), broken.lastSlot().toString());
    }
}
