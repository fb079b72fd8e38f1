package io.taurine.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * How many jobs may run at once over all who share it, and how many do. Whoever has work may have all that is free; where
 * several have, a free slot is for the one that holds the fewest, and of equals for the one that had its last turn earlier.
 * Safe to share.
 */
final class SlotBudget {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final List<Share> shares = new ArrayList<>();

    @GuardedBy("lock")
    private int limit;

    @GuardedBy("lock")
    private int taken;

    @GuardedBy("lock")
    private long turns;

    SlotBudget(int limit) {
        this.limit = limit;
    }

    /** What one of those who share the budget has of it; touched under the budget's lock only. */
    static final class Share {

        private final BooleanSupplier wants;
        private int most;
        private int held;
        private long lastTurn;

        /** From the wait for a slot until one is asked for: who was woken must not lose its turn on the way. */
        private boolean inLine;

        private Share(int most, BooleanSupplier wants) {
            this.most = most;
            this.wants = wants;
        }

        private boolean isWaiting() {
            return inLine && held < most && wants.getAsBoolean();
        }

        private boolean isBefore(Share other) {
            return held < other.held || (held == other.held && lastTurn < other.lastTurn);
        }
    }

    /**
     * One more who shares.
     *
     * @param most slots it may ever hold, whatever is free; the largest number for one that is bounded by the budget alone
     * @param wants false when it would do nothing with a slot; must not block. Who makes it false wakes the others
     */
    Share join(int most, BooleanSupplier wants) {
        lock.lock();
        try {
            var share = new Share(most, wants);
            shares.add(share);
            return share;
        } finally {
            lock.unlock();
        }
    }

    boolean isShared() {
        lock.lock();
        try {
            return shares.size() > 1;
        } finally {
            lock.unlock();
        }
    }

    int limit() {
        lock.lock();
        try {
            return limit;
        } finally {
            lock.unlock();
        }
    }

    void setLimit(int newLimit) {
        lock.lock();
        try {
            limit = newLimit;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many one of them may have: as many as there are, unless it has a bound of its own. */
    int limit(Share mine) {
        lock.lock();
        try {
            return Math.min(limit, mine.most);
        } finally {
            lock.unlock();
        }
    }

    /** Changes the bound of one of them, or of all together where it has none. */
    void setLimit(Share mine, int newLimit) {
        lock.lock();
        try {
            if (mine.most == Integer.MAX_VALUE) {
                limit = newLimit;
            } else {
                mine.most = newLimit;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One fewer shares; what it holds it still gives back. */
    void leave(Share mine) {
        lock.lock();
        try {
            shares.remove(mine);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int take(Share mine, int most) {
        lock.lock();
        try {
            mine.inLine = false;
            var got = isNext(mine) ? Math.max(0, Math.min(Math.min(most, mine.most - mine.held), fairPart(mine))) : 0;
            taken += got;
            mine.held += got;
            if (shares.size() > 1) {
                mine.lastTurn = got > 0 ? ++turns : mine.lastTurn;
                changed.signalAll();
            }
            return got;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean isNext(Share mine) {
        for (var other : shares) {
            if (other != mine && other.isBefore(mine) && other.isWaiting()) {
                return false;
            }
        }
        return true;
    }

    /**
     * All that is free, but for one slot for each of the others: they are taken for as long as a claim is under way, and a job
     * that comes elsewhere must not wait for its reply. With others in line they are divided.
     */
    @GuardedBy("lock")
    private int fairPart(Share mine) {
        var free = limit - taken;
        var others = shares.size() - 1;
        if (others == 0 || free <= 1) {
            return free;
        }
        var inLine = 1;
        for (var other : shares) {
            if (other != mine && other.isWaiting()) {
                inLine++;
            }
        }
        return Math.min((free + inLine - 1) / inLine, Math.max(1, free - others));
    }

    int keepable(Share mine, int held) {
        lock.lock();
        try {
            var most = held - Math.max(0, Math.max(taken - limit, mine.held - mine.most));
            var keep = Math.max(0, shares.size() == 1 ? most : most - owed(mine));
            if (keep > 0 && shares.size() > 1) {
                mine.lastTurn = ++turns;
                if (taken < limit) {
                    changed.signalAll(); // another may be the next now
                }
            }
            return keep;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many slots it has to give up so that those who wait get closer to what it holds; just one to who has none: it may
     * only be having a look.
     */
    @GuardedBy("lock")
    private int owed(Share mine) {
        var owed = 0;
        for (var other : shares) {
            if (other != mine && other.held < mine.held && other.isWaiting()) {
                owed = Math.max(owed, other.held == 0 ? 1 : (mine.held - other.held) / 2);
            }
        }
        return Math.max(0, owed - Math.max(0, limit - taken));
    }

    void release(Share mine, int slots) {
        lock.lock();
        try {
            taken -= slots;
            mine.held -= slots;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean awaitFree(Share mine, BooleanSupplier stop) throws InterruptedException {
        lock.lock();
        try {
            mine.inLine = true;
            while ((taken >= limit || mine.held >= mine.most || !isNext(mine)) && !stop.getAsBoolean()) {
                changed.await();
            }
            mine.inLine = !stop.getAsBoolean();
            if (!mine.inLine) {
                changed.signalAll();
            }
            return mine.inLine;
        } finally {
            lock.unlock();
        }
    }

    void standAside(Share mine) {
        lock.lock();
        try {
            if (mine.inLine) {
                mine.inLine = false;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void awaitWhile(Share mine, BooleanSupplier condition) throws InterruptedException {
        lock.lock();
        try {
            mine.inLine = false;
            while (condition.getAsBoolean()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
