package io.taurine.server;

import io.taurine.queue.lock.DistributedLock;
import io.taurine.queue.lock.HeldLock;
import io.taurine.queue.lock.LockOptions;
import io.taurine.server.config.WorkerConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what only one process does at a time, as long as it holds the lease; when its process dies, another one takes over
 * within the lease time.
 */
final class Housekeeper implements AutoCloseable {

    /** One duty: called again and again, so it must be quick, and harmless when it was just done by another process. */
    @FunctionalInterface
    interface Chore {

        void run() throws Exception;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Optional<DistributedLock> lease;
    private final Duration interval;
    private final Chore chore;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "taurine-housekeeper");
    private volatile boolean isHolding;

    private Housekeeper(Optional<DistributedLock> lease, Duration interval, Chore chore) {
        this.lease = lease;
        this.interval = interval;
        this.chore = chore;
        thread.setDaemon(true);
    }

    /**
     * Starts it.
     *
     * @param lease of the one process that keeps house; empty where there is one only, which needs none
     * @param interval from one turn to the next
     */
    static Housekeeper start(Optional<DistributedLock> lease, Duration interval, Chore chore) {
        var keeper = new Housekeeper(lease, interval, chore);
        keeper.thread.start();
        return keeper;
    }

    /** @param leaseTime how long nobody keeps house when the process that did dies */
    static LockOptions lease(String holder, Duration leaseTime) {
        return LockOptions.builder().leaseTime(leaseTime).holder(holder).build();
    }

    /** As {@link #lease(String, Duration)}, for 10 s, or as long as the lock of a run where that is less. */
    static LockOptions lease(WorkerConfig process) {
        var lock = process.lockLifetime();
        return lease(process.id(), lock.compareTo(LEASE) < 0 ? lock : LEASE);
    }

    static String leaseName(String prefix) {
        return prefix + "-housekeeping";
    }

    /** True while this process is the one. */
    boolean isHolding() {
        return isHolding;
    }

    private void run() {
        var failures = 0;
        do {
            try {
                if (lease.isEmpty()) {
                    keepHouse(() -> true);
                } else {
                    lease.get().tryLock().ifPresent(this::keepHouse);
                }
                failures = 0;
            } catch (RuntimeException e) {
                if (failures++ == 0) {
                    LOG.warn(
                            "The lease of the housekeeping cannot be asked for, will be tried again: {}", e.toString());
                }
            }
        } while (!isClosedWithin(BETWEEN_TRIES));
    }

    private void keepHouse(HeldLock held) {
        try (held) {
            keepHouse(held::isValid);
        }
    }

    private void keepHouse(BooleanSupplier isOurs) {
        isHolding = true;
        LOG.info("This process keeps house");
        try {
            var next = System.nanoTime();
            while (isOurs.getAsBoolean()) {
                if (System.nanoTime() - next >= 0) {
                    next = System.nanoTime() + interval.toNanos();
                    doChore();
                }
                if (isClosedWithin(Duration.ofMillis(200))) {
                    return;
                }
            }
        } finally {
            isHolding = false;
        }
    }

    private void doChore() {
        try {
            chore.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("The housekeeping failed, will be tried again in {}", interval, e);
        }
    }

    private boolean isClosedWithin(Duration time) {
        try {
            return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
