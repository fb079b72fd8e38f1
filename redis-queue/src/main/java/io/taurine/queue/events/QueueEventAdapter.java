package io.taurine.queue.events;

/**
 * A {@link QueueEventListener} with a method for each event: override those you want to hear. All do nothing by themselves.
 * Called as {@link QueueEventListener} says.
 */
public abstract class QueueEventAdapter implements QueueEventListener {

    protected QueueEventAdapter() {}

    @Override
    public final void onEvent(QueueEvent event) {
        // The order is that of how often they come.
        if (event instanceof QueueEvent.Added added) {
            onAdded(added);
        } else if (event instanceof QueueEvent.Waiting waiting) {
            onWaiting(waiting);
        } else if (event instanceof QueueEvent.Active active) {
            onActive(active);
        } else if (event instanceof QueueEvent.Completed completed) {
            onCompleted(completed);
        } else if (event instanceof QueueEvent.Progress progress) {
            onProgress(progress);
        } else if (event instanceof QueueEvent.Delayed delayed) {
            onDelayed(delayed);
        } else if (event instanceof QueueEvent.Failed failed) {
            onFailed(failed);
        } else if (event instanceof QueueEvent.RetriesExhausted exhausted) {
            onRetriesExhausted(exhausted);
        } else if (event instanceof QueueEvent.WaitingChildren waitingChildren) {
            onWaitingChildren(waitingChildren);
        } else if (event instanceof QueueEvent.Stalled stalled) {
            onStalled(stalled);
        } else if (event instanceof QueueEvent.Removed removed) {
            onRemoved(removed);
        } else if (event instanceof QueueEvent.Duplicated duplicated) {
            onDuplicated(duplicated);
        } else if (event instanceof QueueEvent.Deduplicated deduplicated) {
            onDeduplicated(deduplicated);
        } else if (event instanceof QueueEvent.Cancelled cancelled) {
            onCancelled(cancelled);
        } else if (event instanceof QueueEvent.Cleaned cleaned) {
            onCleaned(cleaned);
        } else if (event instanceof QueueEvent.Drained drained) {
            onDrained(drained);
        } else if (event instanceof QueueEvent.Paused paused) {
            onPaused(paused);
        } else if (event instanceof QueueEvent.Resumed resumed) {
            onResumed(resumed);
        } else if (event instanceof QueueEvent.Other other) {
            onOther(other);
        }
    }

    protected void onAdded(QueueEvent.Added event) {}

    protected void onWaiting(QueueEvent.Waiting event) {}

    protected void onActive(QueueEvent.Active event) {}

    protected void onCompleted(QueueEvent.Completed event) {}

    protected void onProgress(QueueEvent.Progress event) {}

    protected void onDelayed(QueueEvent.Delayed event) {}

    protected void onFailed(QueueEvent.Failed event) {}

    protected void onRetriesExhausted(QueueEvent.RetriesExhausted event) {}

    protected void onWaitingChildren(QueueEvent.WaitingChildren event) {}

    protected void onStalled(QueueEvent.Stalled event) {}

    protected void onRemoved(QueueEvent.Removed event) {}

    protected void onDuplicated(QueueEvent.Duplicated event) {}

    protected void onDeduplicated(QueueEvent.Deduplicated event) {}

    protected void onCancelled(QueueEvent.Cancelled event) {}

    protected void onCleaned(QueueEvent.Cleaned event) {}

    protected void onDrained(QueueEvent.Drained event) {}

    protected void onPaused(QueueEvent.Paused event) {}

    protected void onResumed(QueueEvent.Resumed event) {}

    /** An event of an application's own, of a later version, or one whose fields cannot be read. */
    protected void onOther(QueueEvent.Other event) {}
}
