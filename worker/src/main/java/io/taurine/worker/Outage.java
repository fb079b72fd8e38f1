package io.taurine.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of an outage once when it starts and once when it ends, not at each failed try. */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final String queue;
    private final ListenerThread<?> listeners;
    private final Slots slots;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private boolean ongoing;

    Outage(String queue, ListenerThread<?> listeners, Slots slots) {
        this.queue = queue;
        this.listeners = listeners;
        this.slots = slots;
    }

    void noted(Throwable cause) {
        slots.doubt();
        if (change(true)) {
            LOG.warn("The worker of queue {} cannot reach its queue and keeps trying: {}", queue, cause.getMessage());
            listeners.tell(listener -> listener.onError(cause));
        }
    }

    void over() {
        if (change(false)) {
            LOG.info("The worker of queue {} reaches its queue again", queue);
        }
    }

    private boolean change(boolean to) {
        lock.lock();
        try {
            var changed = ongoing != to;
            ongoing = to;
            return changed;
        } finally {
            lock.unlock();
        }
    }
}
