package io.taurine.server.event;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A queue and a thread of its own, so that nobody else notices what the subscriber does. */
final class Subscription implements EventSubscription {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
    private static final int SMALL = 10_000;

    private final EventPattern pattern;
    private final EventSubscriber subscriber;
    private final Consumer<Subscription> onClose;
    private final BlockingQueue<Event> queue;
    private final Thread thread;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicBoolean isBehind = new AtomicBoolean();

    Subscription(EventPattern pattern, int capacity, EventSubscriber subscriber, Consumer<Subscription> onClose) {
        this.pattern = pattern;
        this.subscriber = subscriber;
        this.onClose = onClose;
        this.queue = capacity <= SMALL ? new ArrayBlockingQueue<>(capacity) : new LinkedBlockingQueue<>(capacity);
        this.thread = new Thread(this::run, "taurine-bus-" + pattern);
        thread.setDaemon(true);
    }

    Subscription start() {
        thread.start();
        return this;
    }

    boolean hears(String name) {
        return !isClosed.get() && pattern.matches(name);
    }

    /** Never waits. For an event that it {@link #hears}. */
    void offer(Event event) {
        if (!queue.offer(event)) {
            dropped.incrementAndGet();
            if (isBehind.compareAndSet(false, true)) {
                LOG.warn("The subscriber to {} is too slow and loses events", pattern);
            }
        }
    }

    private void run() {
        while (!isClosed.get()) {
            try {
                var event = queue.take();
                call(event);
                if (queue.isEmpty() && isBehind.compareAndSet(true, false)) {
                    LOG.info("The subscriber to {} has caught up; {} events were lost so far", pattern, dropped);
                }
            } catch (InterruptedException strayed) {
                // close() interrupts, and so may a subscriber itself: only the flag ends this thread.
                LOG.trace("The subscriber to {} was interrupted", pattern);
            }
        }
    }

    private void call(Event event) throws InterruptedException {
        try {
            subscriber.on(event);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // user code: whatever it throws, it hears the next event
            failed.incrementAndGet();
            LOG.warn("The subscriber to {} failed at {} {}", pattern, event.name(), event.id(), e);
        } finally {
            delivered.incrementAndGet();
        }
    }

    @Override
    public String pattern() {
        return pattern.text();
    }

    @Override
    public long delivered() {
        return delivered.get();
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    @Override
    public long failed() {
        return failed.get();
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            if (Thread.currentThread() != thread) {
                thread.interrupt();
            }
            queue.clear();
            onClose.accept(this);
        }
    }
}
