package io.taurine.queue.lock;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Sees every holder of a lock in this JVM, whose clock they share, and notes when two are valid at once. */
final class Witness {

    private final List<HeldLock> everybody = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();

    /** Takes the lock if it is to be had, keeps it for some moments or until it is lost. */
    void holdOnce(DistributedLock lock) {
        Optional<HeldLock> acquired;
        try {
            acquired = Optional.of(lock.lock(Duration.ofMillis(200)));
        } catch (LockNotAcquiredException notThisTime) {
            return;
        }
        try (var held = acquired.get()) {
            enter(held);
            var keep = System.nanoTime() + Duration.ofMillis(30).toNanos();
            while (held.isValid() && System.nanoTime() - keep < 0) {
                check(held);
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private synchronized void enter(HeldLock held) {
        check(held);
        everybody.add(held);
    }

    private void check(HeldLock mine) {
        for (var other : everybody) {
            // Mine was granted before this look: if the other is valid now and mine still is afterwards, both were at
            // once.
            if (other != mine && other.isValid() && mine.isValid()) {
                violations.add(other + " and " + mine);
            }
        }
    }

    /** Waits until that many more have held it. */
    void awaitHolders(int more) {
        var before = everybody.size();
        await().atMost(Duration.ofSeconds(40)).until(() -> everybody.size() >= before + more);
    }

    boolean nobodyIsValid() {
        return everybody.stream().noneMatch(HeldLock::isValid);
    }

    List<String> violations() {
        return violations;
    }

    /** Fencing numbers in the order of holding. */
    List<Long> numbers() {
        var numbers = new ArrayList<Long>();
        everybody.forEach(held -> numbers.add(held.fencingToken()));
        return numbers;
    }
}
