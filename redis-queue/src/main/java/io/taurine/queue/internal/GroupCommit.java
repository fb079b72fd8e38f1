package io.taurine.queue.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;

/**
 * Lets calls that meet travel together. An item that finds nothing under way leaves at once; those that arrive meanwhile
 * leave in the next batch, up to a bound on their number and weight. So batching costs no latency, and the busier the caller,
 * the larger the batches. A second batch does not wait for the first once it is large enough to be worth a call of its own:
 * Redis then works on one while the caller works on what the other brought. Safe to share between threads.
 *
 * @param <I> an item; it carries its own future, which the sender completes
 */
public final class GroupCommit<I> {

    private final Bounds bounds;
    private final ToLongFunction<I> weigher;
    private final Function<List<I>, CompletionStage<?>> sender;
    private final Executor nextSender;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final ArrayDeque<I> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private int underWay;

    private final AtomicInteger looksAsked = new AtomicInteger();

    /**
     * How large and how many batches are.
     *
     * @param items most items of one
     * @param weight most weight of one; an item alone is never too heavy
     * @param underWay most that are under way
     * @param worthwhile items that a batch needs to leave while another is under way; asked each time
     */
    public record Bounds(int items, long weight, int underWay, IntSupplier worthwhile) {}

    /** Batches that find others before them leave in the thread in which one of those ended; see the other constructor. */
    public GroupCommit(Bounds bounds, ToLongFunction<I> weigher, Function<List<I>, CompletionStage<?>> sender) {
        this(bounds, weigher, sender, Runnable::run);
    }

    /**
     * @param nextSender runs what sends the next batch when one has ended. With more than one under way it must not be the
     *     driver's event loop where order counts: what that thread writes overtakes what others have just handed to it
     * @param sender sends a batch and completes its items' futures; the stage it returns ends when the batch does, and only
     *     frees the way for the next
     */
    public GroupCommit(
            Bounds bounds,
            ToLongFunction<I> weigher,
            Function<List<I>, CompletionStage<?>> sender,
            Executor nextSender) {
        this.bounds = bounds;
        this.weigher = weigher;
        this.sender = sender;
        this.nextSender = nextSender;
    }

    /** Sends the item now or with the next batch. Never blocks. */
    public void submit(I item) {
        lock.lock();
        try {
            waiting.add(item);
        } finally {
            lock.unlock();
        }
        pump();
    }

    /** As {@link #submit(Object)}, for items that belong together: they stay in order. */
    public void submitAll(List<I> items) {
        lock.lock();
        try {
            waiting.addAll(items);
        } finally {
            lock.unlock();
        }
        pump();
    }

    /** One thread at a time sends; the others, and a batch that ends while it is being sent, only ask for one more look. */
    private void pump() {
        if (looksAsked.getAndIncrement() > 0) {
            return;
        }
        var answered = 1;
        do {
            for (var batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
                send(batch).whenComplete((done, failure) -> ended());
            }
            answered = looksAsked.addAndGet(-answered);
        } while (answered > 0);
    }

    private void ended() {
        boolean more;
        lock.lock();
        try {
            underWay--;
            more = !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
        if (more) {
            try {
                nextSender.execute(this::pump);
            } catch (RejectedExecutionException closing) {
                pump(); // whoever still waits has to hear that it is over
            }
        }
    }

    private CompletionStage<?> send(List<I> batch) {
        try {
            return sender.apply(batch);
        } catch (Throwable e) { // an Error too must not leave the door shut behind it
            return CompletableFuture.failedFuture(e);
        }
    }

    private List<I> nextBatch() {
        lock.lock();
        try {
            if (waiting.isEmpty()
                    || underWay >= bounds.underWay
                    || (underWay > 0 && waiting.size() < bounds.worthwhile.getAsInt())) {
                return List.of();
            }
            var batch = new ArrayList<I>(Math.min(waiting.size(), bounds.items));
            long weight = 0;
            while (batch.size() < bounds.items && !waiting.isEmpty()) {
                weight += weigher.applyAsLong(waiting.peek());
                if (weight > bounds.weight && !batch.isEmpty()) {
                    break;
                }
                batch.add(waiting.poll());
            }
            underWay++;
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
