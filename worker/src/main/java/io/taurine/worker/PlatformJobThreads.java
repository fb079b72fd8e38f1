package io.taurine.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the jobs of one worker on platform threads that all workers of the JVM take from one pool: with many workers that have
 * little to do each, starting and waking a few threads of its own for each costs more than the jobs. A thread bears the name
 * of the queue it worked for last. The pool is a {@link JobThreads}; the workers' slots bound it.
 */
final class PlatformJobThreads extends AbstractExecutorService {

    private static final String NAMELESS = "taurine-idle-";
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final JobThreads POOL = new JobThreads(PooledThread::new, TimeUnit.SECONDS.toNanos(30));

    private final String namePrefix;
    private final Set<PooledThread> named = ConcurrentHashMap.newKeySet();

    /** Tasks that were taken and have not ended; one more until the shutdown. */
    private final AtomicInteger open = new AtomicInteger(1);

    private final CountDownLatch terminated = new CountDownLatch(1);
    private final AtomicBoolean shutdown = new AtomicBoolean();

    PlatformJobThreads(String namePrefix) {
        this.namePrefix = namePrefix;
    }

    @Override
    public void execute(Runnable task) {
        open.incrementAndGet();
        try {
            if (shutdown.get()) {
                throw new RejectedExecutionException("the worker is closed");
            }
            if (Thread.currentThread() instanceof PooledThread thread && thread.takesNext()) {
                POOL.executeNext(() -> run(task));
            } else {
                POOL.execute(() -> run(task));
            }
        } catch (Throwable refused) { // no more threads, too
            closeOne();
            throw refused;
        }
    }

    /**
     * Runs what a task does last. The first task that this brings, whichever worker's, is run by the calling thread itself,
     * which is about to look for one, rather than by another that has to be woken.
     */
    void lastAct(Runnable act) {
        if (Thread.currentThread() instanceof PooledThread thread) {
            thread.takesNext = true;
            try {
                act.run();
            } finally {
                thread.takesNext = false;
            }
        } else {
            act.run();
        }
    }

    private void run(Runnable task) {
        var thread = (PooledThread) Thread.currentThread();
        thread.workFor(this);
        try {
            task.run();
        } finally {
            thread.rest();
            closeOne();
        }
    }

    private void closeOne() {
        if (open.decrementAndGet() == 0) {
            terminated.countDown();
        }
    }

    @Override
    public void shutdown() {
        if (shutdown.compareAndSet(false, true)) {
            closeOne();
        }
        named.forEach(thread -> thread.forget(this));
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        named.forEach(thread -> thread.interruptWorkFor(this));
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown.get();
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }

    /** A thread of the pool, and whose name it bears. */
    private static final class PooledThread extends Thread {

        private final long number = NUMBER.incrementAndGet();
        private final ReentrantLock lock = new ReentrantLock();

        @GuardedBy("lock")
        private @Nullable PlatformJobThreads owner;

        @GuardedBy("lock")
        private boolean working;

        /** Used by this thread alone. */
        private boolean takesNext;

        @SuppressWarnings(
                "ThreadPriorityCheck") // takes a priority away: that of the thread that happened to need this one
        PooledThread(Runnable work) {
            super(work);
            setName(NAMELESS + number);
            setDaemon(true);
            setPriority(NORM_PRIORITY);
        }

        @Override
        public void run() {
            try {
                super.run();
            } finally {
                lock.lock();
                try {
                    belongTo(null);
                } finally {
                    lock.unlock();
                }
            }
        }

        /** Once for each last act. */
        boolean takesNext() {
            var takes = takesNext;
            takesNext = false;
            return takes;
        }

        void workFor(PlatformJobThreads worker) {
            lock.lock();
            try {
                working = true;
                if (owner != worker) {
                    belongTo(worker);
                }
            } finally {
                lock.unlock();
            }
        }

        void rest() {
            lock.lock();
            try {
                working = false;
                if (owner != null && owner.shutdown.get()) {
                    belongTo(null);
                }
            } finally {
                lock.unlock();
            }
        }

        /** Gives the name up, at the end of the work if there is any. */
        void forget(PlatformJobThreads worker) {
            lock.lock();
            try {
                if (owner == worker && !working) {
                    belongTo(null);
                }
            } finally {
                lock.unlock();
            }
        }

        void interruptWorkFor(PlatformJobThreads worker) {
            lock.lock();
            try {
                if (owner == worker && working) {
                    interrupt();
                }
            } finally {
                lock.unlock();
            }
        }

        @GuardedBy("lock")
        private void belongTo(@Nullable PlatformJobThreads next) {
            if (owner != null) {
                owner.named.remove(this);
            }
            owner = next;
            setName((next == null ? NAMELESS : next.namePrefix) + number);
            if (next != null) {
                next.named.add(this);
            }
        }
    }
}
