package io.taurine.queue.internal;

import java.util.Arrays;

/** What a script answers about one job; the numbers are BullMQ's. */
public enum ReplyCode {
    OK(0),
    JOB_MISSING(-1),
    LOCK_MISSING(-2),
    NOT_IN_STATE(-3),
    PENDING_CHILDREN(-4),
    PARENT_MISSING(-5),
    LOCK_MISMATCH(-6),
    OTHER_PARENT(-7),
    SCHEDULER_JOB(-8),
    FAILED_CHILDREN(-9),
    /** Ours: the job would wait for itself. */
    OWN_ANCESTOR(-50),
    /** Ours: the job waits for no child, so it was not moved. */
    NO_CHILDREN(-51),
    /** Ours: there are too many jobs to remove for one call; nothing was removed. */
    TREE_TOO_LARGE(-52),
    /** Ours: the parent hangs deeper below others than can be looked through for a circle. */
    TOO_DEEP(-53);

    private final int code;

    ReplyCode(int code) {
        this.code = code;
    }

    /** Anything that is not negative is {@link #OK}. */
    public static ReplyCode of(long code) {
        return code >= 0
                ? OK
                : Arrays.stream(values())
                        .filter(known -> known.code == code)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("Unknown reply code " + code));
    }

    /** True when the lock was not (any more) the caller's, or the job left active by another hand. */
    public boolean isLockLost() {
        return this == LOCK_MISSING || this == LOCK_MISMATCH || this == NOT_IN_STATE || this == JOB_MISSING;
    }
}
