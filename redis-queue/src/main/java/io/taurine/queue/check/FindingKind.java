package io.taurine.queue.check;

/** What can be wrong in a queue. How each comes about, and what a repair does, is told in {@code docs/fsck.md}. */
public enum FindingKind {
    /** A state lists an id under which nothing is stored. */
    ID_WITHOUT_JOB,
    /** A job is stored, but no state lists it: nobody will ever run it, and no page shows it. */
    JOB_IN_NO_STATE,
    /** Two states list the same job, or one lists it twice. */
    JOB_IN_SEVERAL_STATES,
    /** What is stored of a job lacks what every client needs, or its options are not JSON. */
    JOB_INCOMPLETE,
    /** A job counts as completed or failed, but its run has left no end and no outcome. */
    ENDED_WITHOUT_OUTCOME,
    /** A job that is delayed will wait much longer than its delay. */
    DELAYED_TOO_LONG,
    /** A job stands in line with another priority than its own. */
    PRIORITY_MISMATCH,
    /** A worker's lock on a job that is not active. */
    LOCK_WITHOUT_ACTIVE_JOB,
    /** The lock of an active job never ends, so that nobody will recover the job when its worker dies. */
    LOCK_WITHOUT_END,
    /** No worker holds an active job any more, and none is there to notice it. */
    ACTIVE_WITHOUT_LOCK,
    /** Logs or children of a job that is gone; a new job with the same id would inherit them. */
    KEYS_WITHOUT_JOB,
    /** A job that has never run names a parent that does not know of it, and so does not wait for it. */
    CHILD_UNKNOWN_TO_PARENT,
    /** A job waits for children and has none to wait for. */
    PARENT_WITHOUT_CHILDREN,
    /** A job waits for a child that will not report to it: it is gone, has completed already, or names another parent. */
    PARENT_WAITS_IN_VAIN,
    /** A deduplication id is held by a job that is gone or has ended, so that nothing can be added under it. */
    DEDUPLICATION_HELD,
    /** A job scheduler ought to run again but has no next run. */
    SCHEDULER_WITHOUT_NEXT_RUN,
    /** The list of job schedulers names one of which nothing is stored. */
    SCHEDULER_WITHOUT_RECORD,
    /** What is stored of a job scheduler that the list of them does not name. */
    RECORD_WITHOUT_SCHEDULER,
    /** A job scheduler with a pattern or zone that this library cannot evaluate. */
    SCHEDULER_UNREADABLE,
    /** A repeatable job of BullMQ 4 or older, which nobody runs any more. */
    SCHEDULER_LEGACY,
    /** Jobs are in line, workers may claim them, and nothing wakes a worker that sleeps. */
    MARKER_MISSING,
    /** Jobs that BullMQ 5 put aside for a pause that is over. */
    JOBS_PUT_ASIDE,
    /** The counter of ids is behind: the jobs added next overwrite those that have their ids. */
    ID_COUNTER_BEHIND,
    /** The counter that orders jobs of one priority is behind: those added next go before those that wait. */
    PRIORITY_COUNTER_BEHIND,
    /** The count of started jobs never ends; it limits nobody any more, or everybody for ever. */
    LIMITER_WITHOUT_END,
    /** The note that somebody checks for silent workers never ends, so that nobody does. */
    STALLED_CHECK_WITHOUT_END,
    /** A setting that workers cannot use, or that clients read differently. */
    SETTING_UNUSABLE,
    /** A key of the queue holds another type of value; nothing else can be checked as long as it does. */
    KEY_OF_WRONG_TYPE
}
