package io.taurine.worker;

import java.util.function.BooleanSupplier;

/**
 * How many jobs of one queue may run at once, and how many do: a worker's part of its {@link SlotBudget}, mostly all of it. A
 * slot is taken before its job is claimed. Safe to share.
 */
final class Slots {

    private final SlotBudget budget;
    private final SlotBudget.Share mine;
    private volatile boolean doubtful;

    /** Slots of a budget of its own. */
    Slots(int limit) {
        this(new SlotBudget(limit), () -> true);
    }

    /**
     * Slots of a budget that others may have a part in.
     *
     * @param wants false when a free slot would be of no use; who makes it false calls {@link #wake()}
     */
    Slots(SlotBudget budget, BooleanSupplier wants) {
        this(budget, Integer.MAX_VALUE, wants);
    }

    /** As {@link #Slots(SlotBudget, BooleanSupplier)}, and never more than {@code most} of them. */
    Slots(SlotBudget budget, int most, BooleanSupplier wants) {
        this.budget = budget;
        this.mine = budget.join(most, wants);
    }

    int limit() {
        return budget.limit(mine);
    }

    void setLimit(int newLimit) {
        budget.setLimit(mine, newLimit);
    }

    /** No more slots are wanted, for good; those that are taken are still released. */
    void leave() {
        budget.leave(mine);
    }

    /** Takes up to that many free slots; returns how many, maybe 0. */
    int take(int most) {
        return budget.take(mine, most);
    }

    /** How many of that many taken slots may stay taken: fewer once the limit was lowered, or when others wait for them. */
    int keepable(int held) {
        return budget.keepable(mine, held);
    }

    void release(int slots) {
        if (slots != 0) {
            budget.release(mine, slots);
        }
    }

    /**
     * Waits until a slot is free and it is this one's turn; false when told to stop instead. Whoever changes that answer calls
     * {@link #wake()}. A {@link #take} follows, or the wish for a slot ends.
     */
    boolean awaitFree(BooleanSupplier stop) throws InterruptedException {
        return budget.awaitFree(mine, stop);
    }

    /** Gives up the turn that {@link #awaitFree} brought, if any, without a {@link #take}. */
    void standAside() {
        budget.standAside(mine);
    }

    /** Waits as long as the condition holds. Whoever changes it calls {@link #wake()}. */
    void awaitWhile(BooleanSupplier condition) throws InterruptedException {
        budget.awaitWhile(mine, condition);
    }

    void wake() {
        budget.wake();
    }

    /** True when others take their slots from the same budget: none may be kept for a queue that cannot be reached. */
    boolean areShared() {
        return budget.isShared();
    }

    /** A claim failed: whether the queue can be reached is to be found out before slots are taken again. */
    void doubt() {
        doubtful = true;
    }

    void trust() {
        if (doubtful) {
            doubtful = false;
        }
    }

    boolean isDoubtful() {
        return doubtful && areShared();
    }
}
