package io.taurine.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Platform threads, as many as there are tasks that run at once. Tasks come in bunches, and to wake a thread costs more than
 * a short task: so one thread at a time is on its way to the line, and calls the next one before it starts what it took,
 * if there is more. Tasks that block still run all at once, while a bunch of short ones is done by a thread or two. Threads
 * without work end after a while.
 */
final class JobThreads extends AbstractExecutorService {

    private final ConcurrentLinkedQueue<Runnable> line = new ConcurrentLinkedQueue<>();
    private final ThreadFactory factory;
    private final long keepAliveNanos;

    /** True while a thread is on its way: it will look at the line after whatever was put there. */
    private final AtomicBoolean called = new AtomicBoolean();

    /** Threads that wait for a call and have not been called. */
    private final AtomicInteger idle = new AtomicInteger();

    private final Semaphore calls = new Semaphore(0);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile boolean shutdown;

    JobThreads(ThreadFactory factory, long keepAliveNanos) {
        this.factory = factory;
        this.keepAliveNanos = keepAliveNanos;
    }

    @Override
    public void execute(Runnable task) {
        if (shutdown) {
            throw new RejectedExecutionException("these threads are shut down");
        }
        line.add(task);
        call();
    }

    /** Sees to it that a thread looks at the line. */
    private void call() {
        if (!called.compareAndSet(false, true)) {
            return;
        }
        if (takeIdle()) {
            calls.release();
            return;
        }
        var thread = factory.newThread(this::serve);
        threads.add(thread);
        try {
            thread.start();
        } catch (Throwable e) { // no more threads to be had: those there are take what is in line
            threads.remove(thread);
            called.set(false);
            if (threads.isEmpty()) {
                throw e;
            }
        }
    }

    private boolean takeIdle() {
        for (var known = idle.get(); known > 0; known = idle.get()) {
            if (idle.compareAndSet(known, known - 1)) {
                return true;
            }
        }
        return false;
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
        if (!line.isEmpty()) {
            call();
        }
        for (; task != null; task = line.poll()) {
            run(task);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) { // as a thread of its own would end with it, the next task being none the wiser
            var thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** False when this thread may end. */
    private boolean awaitCall() {
        idle.incrementAndGet();
        // A line that filled before this thread counted as idle has called another one, or none as it could not.
        if (!line.isEmpty()) {
            call();
        }
        while (true) {
            try {
                if (calls.tryAcquire(shutdown ? 0 : keepAliveNanos, TimeUnit.NANOSECONDS)) {
                    return true;
                }
            } catch (InterruptedException e) {
                // Of a task that is over, or of shutdownNow: this thread may end either way.
            }
            if (takeIdle()) {
                return false;
            }
            // Called at the last moment: the permit is there, or another thread took it and left its own.
        }
    }

    @Override
    public void shutdown() {
        shutdown = true;
        while (takeIdle()) {
            calls.release();
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
