package io.taurine.queue.lock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lock that is held: renewed by the {@link LockKeeper} until it is given back or lost. */
final class Hold implements HeldLock {

    private static final Logger LOG = LoggerFactory.getLogger(Hold.class);

    /** How it stands. */
    private enum State {
        HELD,
        RELEASED,
        LOST
    }

    private final QuorumLock owner;
    private final String token;
    private final long fence;
    private final long leaseNanos;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<Runnable> onLost = new ArrayList<>(1);

    @GuardedBy("lock")
    private State state = State.HELD;

    @GuardedBy("lock")
    private boolean renewing;

    @GuardedBy("lock")
    private long renewAtNanos;

    private volatile boolean held = true;
    private volatile long deadlineNanos;

    Hold(QuorumLock owner, String token, long fence, long deadlineNanos) {
        this.owner = owner;
        this.token = token;
        this.fence = fence;
        this.deadlineNanos = deadlineNanos;
        this.leaseNanos = owner.options().leaseTime().toNanos();
        this.renewAtNanos = owner.clock.nanos() + leaseNanos / 3;
    }

    void keep() {
        if (isConducted()) {
            tendInTurn();
        } else {
            LockKeeper.SHARED.keep(this);
        }
    }

    private boolean isConducted() {
        return owner.servers.conductor().isPresent();
    }

    /** As the keeper does, when the clock of a test has got there. */
    private void tendInTurn() {
        var again = tend();
        if (again >= 0) {
            try {
                owner.servers.scheduler().schedule(this::tendInTurn, Math.max(1, again), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                LOG.debug("Lock {} is no longer kept: the connection is closed", owner.name(), closed);
            }
        }
    }

    /** Does what is due; returns in how many nanoseconds to look again, negative when there is nothing more to do. */
    long tend() {
        var now = owner.clock.nanos();
        lock.lock();
        try {
            if (state != State.HELD) {
                return -1;
            }
            if (deadlineNanos - now > 0) {
                if (!owner.options().autoExtend()) {
                    return deadlineNanos - now;
                }
                if (renewAtNanos - now <= 0) {
                    // Where a renewal fails there is time for several more before the lease is over.
                    renewAtNanos = now + leaseNanos / 10;
                    if (!renewing) {
                        renewing = true;
                        owner.renew(token).whenComplete((tally, bug) -> renewed(now, tally));
                    }
                }
                return Math.min(deadlineNanos, renewAtNanos) - now;
            }
        } finally {
            lock.unlock();
        }
        lose("its lease was over before it could be renewed");
        return -1;
    }

    private void renewed(long askedNanos, @Nullable Tally tally) {
        lock.lock();
        try {
            renewing = false;
            if (state != State.HELD || tally == null) {
                return;
            }
            if (tally.isCarried()) {
                deadlineNanos = owner.deadline(askedNanos);
                renewAtNanos = askedNanos + leaseNanos / 3;
                return;
            }
        } finally {
            lock.unlock();
        }
        if (tally.isRefused()) {
            lose("it was taken away: a majority of its servers does not know it any more");
        } else {
            LOG.warn("Lock {} could not be renewed; it is tried again until its lease is over", owner.name());
        }
    }

    private void lose(String why) {
        List<Runnable> actions;
        lock.lock();
        try {
            if (state != State.HELD) {
                return;
            }
            state = State.LOST;
            held = false;
            actions = List.copyOf(onLost);
            onLost.clear();
        } finally {
            lock.unlock();
        }
        LOG.warn("Lock {} (fencing number {}) is lost: {}", owner.name(), fence, why);
        owner.release(token);
        if (isConducted()) {
            actions.forEach(this::call);
        } else if (!actions.isEmpty()) {
            // User code may take its time, and other locks have to be renewed meanwhile.
            var teller = new Thread(() -> actions.forEach(this::call), "taurine-lock-lost-" + owner.name());
            teller.setDaemon(true);
            teller.start();
        }
    }

    private void call(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.warn("An action on the loss of lock {} failed", owner.name(), e);
        }
    }

    @Override
    public String name() {
        return owner.name();
    }

    @Override
    public String holder() {
        return owner.options().holder();
    }

    @Override
    public long fencingToken() {
        return fence;
    }

    @Override
    public boolean isValid() {
        return held && deadlineNanos - owner.clock.nanos() > 0;
    }

    @Override
    public Instant validUntil() {
        return owner.clock.at(deadlineNanos);
    }

    @Override
    public void onLost(Runnable action) {
        lock.lock();
        try {
            if (state == State.HELD) {
                onLost.add(action);
                return;
            }
            if (state == State.RELEASED) {
                return;
            }
        } finally {
            lock.unlock();
        }
        call(action);
    }

    @Override
    public void requireValid() {
        if (!isValid()) {
            throw new LockNotHeldException(owner.name(), fence, whyNot());
        }
    }

    private String whyNot() {
        lock.lock();
        try {
            return state == State.RELEASED ? "it was given back" : "it was lost";
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<@Nullable Void> closeAsync() {
        lock.lock();
        try {
            if (state != State.HELD) {
                return CompletableFuture.completedFuture(null);
            }
            state = State.RELEASED;
            held = false;
            onLost.clear();
        } finally {
            lock.unlock();
        }
        return owner.release(token).thenApply(tally -> null);
    }

    @Override
    public String toString() {
        return "Lock " + owner.name() + " held by " + holder() + " with fencing number " + fence;
    }
}
