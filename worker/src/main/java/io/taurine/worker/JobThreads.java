package io.taurine.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Platform threads, as many as there are tasks that run at once. Tasks come in bunches, and to wake a thread costs more than
 * a short task: so one thread at a time is on its way to the line, and calls the next one before it starts what it took,
 * if there is more. Tasks that block still run all at once, while a bunch of short ones is done by a thread or two. Threads
 * without work end after a while; those that worked last are called first, so that the others get there.
 */
final class JobThreads extends AbstractExecutorService {

    private static final Logger LOG = LoggerFactory.getLogger(JobThreads.class);

    private final ConcurrentLinkedQueue<Runnable> line = new ConcurrentLinkedQueue<>();
    private final ThreadFactory factory;
    private final long keepAliveNanos;

    /** True while a thread is on its way: it will look at the line after whatever was put there. */
    private final AtomicBoolean called = new AtomicBoolean();

    /** Threads that wait for a call, the one that worked last in front. */
    private final ConcurrentLinkedDeque<Seat> idle = new ConcurrentLinkedDeque<>();

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile boolean shutdown;

    JobThreads(ThreadFactory factory, long keepAliveNanos) {
        this.factory = factory;
        this.keepAliveNanos = keepAliveNanos;
    }

    /**
     * Runs the task as soon as there is a thread.
     *
     * @throws RejectedExecutionException after the shutdown
     * @throws OutOfMemoryError if the system has no more threads; the task will not run then
     */
    @Override
    public void execute(Runnable task) {
        if (shutdown) {
            throw new RejectedExecutionException("these threads are shut down");
        }
        line.add(task);
        try {
            call();
        } catch (Throwable e) { // no thread to be had
            var isRefused = line.remove(task);
            callForMore();
            if (isRefused) {
                throw e;
            }
        }
    }

    /**
     * As {@link #execute} by one of these threads in a task that ends now: it takes the next one itself.
     *
     * @throws RejectedExecutionException after the shutdown
     */
    void executeNext(Runnable task) {
        if (shutdown) {
            throw new RejectedExecutionException("these threads are shut down");
        }
        line.add(task);
    }

    /** Sees to it that a thread looks at the line. */
    private void call() {
        if (!called.compareAndSet(false, true)) {
            return;
        }
        var seat = idle.pollFirst();
        if (seat != null) {
            seat.call();
            return;
        }
        try {
            start();
        } catch (Throwable e) { // whatever it is, the next task must be able to call again
            called.set(false);
            throw e;
        }
    }

    private void start() {
        var thread = factory.newThread(this::serve);
        threads.add(thread);
        try {
            thread.start();
        } catch (Throwable e) {
            threads.remove(thread);
            throw e;
        }
    }

    /** As {@link #call} if there is more, by a thread that will take what is there itself if no other can be had. */
    private void callForMore() {
        if (line.isEmpty()) {
            return;
        }
        try {
            call();
        } catch (Throwable e) {
            LOG.warn("No more threads can be started; the jobs wait for those there are", e);
        }
    }

    private void serve() {
        try {
            do {
                arrive();
            } while (awaitCall());
        } finally {
            threads.remove(Thread.currentThread());
            endIfDone();
        }
    }

    /** Takes from the line until it is empty. */
    private void arrive() {
        var task = line.poll();
        // Before the next look: whoever puts something there from now on calls another thread.
        called.set(false);
        callForMore();
        for (; task != null; task = line.poll()) {
            run(task);
        }
    }

    private void run(Runnable task) {
        if (!shutdown) {
            // An interrupt that came too late for the task before is not meant for this one.
            Thread.interrupted();
        }
        try {
            task.run();
        } catch (Throwable e) { // as a thread of its own would end with it, the next task being none the wiser
            var thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** False when this thread may end. */
    private boolean awaitCall() {
        var seat = new Seat(Thread.currentThread());
        idle.addFirst(seat);
        // A line that filled before this thread could be called has called another one, or none as it could not.
        callForMore();
        var end = System.nanoTime() + keepAliveNanos;
        while (!seat.called) {
            var left = shutdown ? 0 : end - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
                // Of a task that is over: with the flag set there is no waiting.
                Thread.interrupted();
            } else if (idle.remove(seat)) {
                return false;
            } else {
                Thread.onSpinWait(); // taken by a caller that is about to say so
            }
        }
        return true;
    }

    /** Where a thread waits for its call. */
    private static final class Seat {

        private final Thread thread;
        private volatile boolean called;

        Seat(Thread thread) {
            this.thread = thread;
        }

        void call() {
            called = true;
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void shutdown() {
        shutdown = true;
        for (var seat = idle.pollFirst(); seat != null; seat = idle.pollFirst()) {
            seat.call();
        }
        endIfDone();
    }

    private void endIfDone() {
        if (shutdown && threads.isEmpty() && line.isEmpty()) {
            terminated.countDown();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        var left = new ArrayList<Runnable>();
        for (var task = line.poll(); task != null; task = line.poll()) {
            left.add(task);
        }
        threads.forEach(Thread::interrupt);
        shutdown();
        return left;
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }
}
