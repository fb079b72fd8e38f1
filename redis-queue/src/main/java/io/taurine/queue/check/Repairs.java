package io.taurine.queue.check;

import io.taurine.queue.JobSchedulers;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.script.LuaScript;
import io.taurine.queue.internal.script.Scripts;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Mends what can be mended without a decision that only a person can take. Each script looks anew before it acts. */
final class Repairs {

    private static final Set<FindingKind> NEED_A_PERSON = EnumSet.of(
            FindingKind.JOB_INCOMPLETE,
            FindingKind.ENDED_WITHOUT_OUTCOME,
            FindingKind.DELAYED_TOO_LONG,
            FindingKind.RECORD_WITHOUT_SCHEDULER,
            FindingKind.SCHEDULER_UNREADABLE,
            FindingKind.SCHEDULER_LEGACY,
            FindingKind.SETTING_UNUSABLE,
            FindingKind.KEY_OF_WRONG_TYPE);

    private static final String REDIS_CLOCK = "";
    private static final int IDS_AT_ONCE = 1000;

    /** BullMQ's default. */
    private static final Duration LOCK = Duration.ofSeconds(30);

    private final PacedRedis redis;
    private final JobSchedulers<?> schedulers;

    Repairs(PacedRedis redis, JobSchedulers<?> schedulers) {
        this.redis = redis;
        this.schedulers = schedulers;
    }

    static boolean isRepairable(FindingKind kind) {
        return !NEED_A_PERSON.contains(kind);
    }

    /** True when it was mended, false when it was not so any more or cannot be mended after all. */
    boolean repair(Finding finding) {
        var id = finding.id();
        return switch (finding.kind()) {
            case ID_WITHOUT_JOB -> run(Scripts.DROP_MISSING_ID, id);
            case JOB_IN_NO_STATE -> relist(id);
            case JOB_IN_SEVERAL_STATES -> run(Scripts.KEEP_ONE_STATE, id);
            case PRIORITY_MISMATCH -> run(Scripts.RESTORE_PRIORITY, id);
            case LOCK_WITHOUT_ACTIVE_JOB, LOCK_WITHOUT_END ->
                run(Scripts.MEND_LOCK, id, Long.toString(LOCK.toMillis()));
            case ACTIVE_WITHOUT_LOCK -> run(Scripts.RECOVER_UNHELD, id);
            case KEYS_WITHOUT_JOB -> run(Scripts.DROP_LEFTOVERS, id);
            case CHILD_UNKNOWN_TO_PARENT -> run(Scripts.REJOIN_PARENT, id);
            case PARENT_WITHOUT_CHILDREN -> run(Scripts.RELEASE_LONELY_PARENT, REDIS_CLOCK, id);
            case PARENT_WAITS_IN_VAIN -> run(Scripts.SETTLE_LOST_CHILD, REDIS_CLOCK, id, finding.other());
            case DEDUPLICATION_HELD -> run(Scripts.FREE_DEDUPLICATION, REDIS_CLOCK, id);
            case SCHEDULER_WITHOUT_NEXT_RUN -> schedulers.repairJobScheduler(id).isPresent();
            case SCHEDULER_WITHOUT_RECORD -> dropScheduler(id);
            case MARKER_MISSING -> isDone(redis.run(Scripts.WAKE_WORKERS, List.of(), List.of()));
            case JOBS_PUT_ASIDE -> fetchAside();
            case ID_COUNTER_BEHIND -> run(Scripts.MEND_COUNTER, id, "id");
            case PRIORITY_COUNTER_BEHIND -> run(Scripts.MEND_COUNTER, id, "pc");
            case LIMITER_WITHOUT_END, STALLED_CHECK_WITHOUT_END ->
                isDone(redis.run(Scripts.DROP_ENDLESS, List.of(id), List.of()));
            case JOB_INCOMPLETE,
                    ENDED_WITHOUT_OUTCOME,
                    DELAYED_TOO_LONG,
                    RECORD_WITHOUT_SCHEDULER,
                    SCHEDULER_UNREADABLE,
                    SCHEDULER_LEGACY,
                    SETTING_UNUSABLE,
                    KEY_OF_WRONG_TYPE ->
                throw new IllegalArgumentException("finding must be one that is repairable, was " + finding);
        };
    }

    private boolean run(LuaScript script, String... arguments) {
        return isDone(redis.run(script, List.of(redis.keys().base()), List.of(arguments)));
    }

    private static boolean isDone(Object reply) {
        return Replies.number(reply) > 0;
    }

    /** The script searches the ends of a line only; between the look that finds the job unmoved and it, the rest is searched. */
    private boolean relist(String id) {
        var before = JobReport.read(
                        redis.run(Scripts.EXAMINE_JOBS, List.of(redis.keys().base(), JobExaminer.FAR), List.of(id)))
                .get(0);
        if (!before.places().isEmpty()
                || (before.isLineUnseen() && new Line(redis).count(List.of(id)).count(before) > 0)) {
            return false;
        }
        return run(Scripts.RELIST_JOB, REDIS_CLOCK, id, before.moves(), JobExaminer.FAR);
    }

    private boolean dropScheduler(String id) {
        if (!isListed(id)) {
            return false;
        }
        schedulers.repairJobScheduler(id);
        return !isListed(id);
    }

    private boolean isListed(String schedulerId) {
        return redis.command(commands -> commands.zscore(redis.keys().key("repeat"), schedulerId)) != null;
    }

    private boolean fetchAside() {
        var any = false;
        while (isDone(redis.run(Scripts.FETCH_ASIDE, List.of(Integer.toString(IDS_AT_ONCE)), List.of()))) {
            any = true;
        }
        return any;
    }
}
