package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slots that several workers take from one budget. */
@Timeout(20)
class SlotBudgetTest {

    @Test
    void aShareMayHaveABoundOfItsOwn() throws Exception {
        var small = new Slots(budget, 2, () -> true);

        assertThat(small.take(5)).isEqualTo(2);
        assertThat(small.limit()).isEqualTo(2);
        assertThat(small.take(1)).isZero();
        assertThat(one.take(8)).isPositive();
        small.setLimit(1);
        assertThat(small.keepable(2)).isEqualTo(1);
        assertThat(budget.limit()).isEqualTo(8);
    }

    private final SlotBudget budget = new SlotBudget(8);
    private final Slots one = new Slots(budget, () -> true);
    private final Slots other = new Slots(budget, () -> true);

    @Test
    void isNeverExceeded() {
        assertThat(one.take(100) + other.take(100) + one.take(100) + other.take(100))
                .isEqualTo(8);
        assertThat(one.take(1)).isZero();
        assertThat(other.take(1)).isZero();
    }

    @Test
    void isAllForTheOneThatAloneHasWork() {
        assertThat(one.take(100)).isEqualTo(7);
        assertThat(one.take(100)).isEqualTo(1);

        assertThat(one.keepable(8)).isEqualTo(8);
    }

    @Test
    void leavesASlotForAJobThatComesElsewhereMeanwhile() {
        one.take(100);

        assertThat(other.take(100)).isEqualTo(1);
    }

    @Test
    void isDividedOnceAnotherWaits() throws Exception {
        one.take(100);
        one.take(100);
        var waiting = waiter(other);

        assertThat(one.keepable(8)).as("one slot to have a look with").isEqualTo(7);
        one.release(1);
        assertThat(waiting.get()).isTrue();
        assertThat(other.take(100)).isEqualTo(1);
        waiting = waiter(other);
        assertThat(one.keepable(7)).as("the difference is shared out").isEqualTo(4);
        one.release(3);

        assertThat(waiting.get()).isTrue();
        assertThat(other.take(100)).isEqualTo(2);
        assertThat(other.take(100)).isEqualTo(1);
        assertThat(one.keepable(4)).isEqualTo(4);
    }

    @Test
    void owesASlotAtLeastToWhoHasNone() throws Exception {
        budget.setLimit(1);
        one.take(1);
        var otherWaits = waiter(other);
        var oneWaits = waiter(one);

        assertThat(one.keepable(1)).isZero();
        one.release(1);

        assertThat(otherWaits.get()).isTrue();
        assertThat(other.take(100)).isEqualTo(1);
        assertThat(oneWaits).isNotDone();

        assertThat(other.keepable(1)).isZero();
        other.release(1);
        assertThat(oneWaits.get()).isTrue();
    }

    @Test
    void goesRoundByTheLastTurn() throws Exception {
        budget.setLimit(1);
        var third = new Slots(budget, () -> true);
        one.take(1);
        one.release(1);
        other.take(1);
        other.release(1);
        third.take(1);
        var oneWaits = waiter(one);
        var otherWaits = waiter(other);

        third.release(1);

        assertThat(oneWaits.get()).isTrue();
        assertThat(otherWaits).isNotDone();
        assertThat(third.take(1)).as("it is not its turn").isZero();
        assertThat(one.take(1)).isEqualTo(1);
    }

    @Test
    void doesNotPassOverWhoWasWokenAndHasNotTakenYet() throws Exception {
        budget.setLimit(2);
        one.take(1);
        one.take(1);
        var otherWaits = waiter(other);
        one.release(1);
        assertThat(otherWaits.get()).isTrue();

        assertThat(one.take(100)).isZero();
        assertThat(other.take(100)).isEqualTo(1);
    }

    @Test
    void isNotKeptForWhoFirstHasToFindOutWhetherItsQueueCanBeReached() throws Exception {
        budget.setLimit(2);
        one.take(1);
        one.take(1);
        var otherWaits = waiter(other);
        one.release(1);
        assertThat(otherWaits.get()).isTrue();
        assertThat(one.take(1)).isZero();

        other.standAside();

        assertThat(one.take(1)).isEqualTo(1);
        assertThat(one.keepable(2)).isEqualTo(2);
    }

    @Test
    void isNotKeptForWhoHasNoWork() throws Exception {
        var hasWork = new AtomicBoolean(true);
        var lazy = new Slots(budget, hasWork::get);
        one.take(100);
        one.take(100);
        one.take(100);
        var waiting = waiter(lazy);
        assertThat(one.keepable(8)).isEqualTo(7);

        hasWork.set(false);

        assertThat(one.keepable(8)).isEqualTo(8);
        one.release(1);
        assertThat(waiting.get()).isTrue();
        assertThat(one.take(100)).isEqualTo(1);
    }

    @Test
    void wakesTheNextWhenOneStopsWaiting() throws Exception {
        budget.setLimit(1);
        var third = new Slots(budget, () -> true);
        third.take(1);
        one.release(0);
        var stop = new AtomicBoolean();
        var stopping = waiter(one, stop);
        var otherWaits = waiter(other);

        stop.set(true);
        budget.wake();
        assertThat(stopping.get()).isFalse();
        third.release(1);

        assertThat(otherWaits.get()).isTrue();
    }

    @Test
    void wakesTheNextWhenOneHadItsTurnWithSlotsItKept() throws Exception {
        one.take(1);
        other.take(1);
        assertThat(one.awaitFree(() -> false)).isTrue();
        var otherWaits = waiter(other);

        assertThat(one.keepable(1)).isEqualTo(1);

        assertThat(otherWaits.get()).isTrue();
    }

    @Test
    void isLoweredForAllWhoShareIt() {
        one.take(100);
        other.take(100);

        one.setLimit(2);

        assertThat(other.limit()).isEqualTo(2);
        assertThat(one.keepable(7)).isEqualTo(1);
        assertThat(other.take(1)).isZero();
    }

    @Test
    void isDoubtedOnlyWhereOthersWaitForIt() {
        var alone = new Slots(3);
        alone.doubt();
        one.doubt();

        assertThat(alone.isDoubtful()).isFalse();
        assertThat(one.isDoubtful()).isTrue();
        assertThat(other.isDoubtful()).isFalse();
        one.trust();
        assertThat(one.isDoubtful()).isFalse();
    }

    private static CompletableFuture<Boolean> waiter(Slots slots) {
        return waiter(slots, new AtomicBoolean());
    }

    private static CompletableFuture<Boolean> waiter(Slots slots, AtomicBoolean stop) {
        var result = new CompletableFuture<Boolean>();
        var thread = new Thread(() -> {
            try {
                result.complete(slots.awaitFree(stop::get));
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return result;
    }
}
