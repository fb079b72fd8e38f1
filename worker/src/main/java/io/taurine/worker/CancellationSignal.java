package io.taurine.worker;

import java.util.Optional;

/** Tells a run that it should end. Set once, never taken back. Safe to share between threads. */
public interface CancellationSignal {

    boolean isCancelled();

    /** Why, once it is cancelled. */
    Optional<Reason> reason();

    /** The text that came with it, for example of {@link Worker#cancel}. */
    Optional<String> message();

    /** Calls the action when the run is cancelled, on a thread of its own; on the caller's, at once, when it already is. */
    void onCancel(Runnable action);

    /** Throws {@link JobCancelledException} if the run is cancelled: a convenient check inside a loop. */
    void throwIfCancelled();

    /** What ended the run. */
    enum Reason {
        /** Somebody asked for it. */
        CANCELLED,
        /** It took longer than the worker's job timeout. */
        TIMEOUT,
        /** The lock was lost: another worker may run the job already. */
        LOCK_LOST,
        /** The worker closes and did not want to wait any longer; the job goes back in line. */
        WORKER_CLOSED
    }
}
