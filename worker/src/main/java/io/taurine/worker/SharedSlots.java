package io.taurine.worker;

/** How many jobs may run at once over several workers of one process. Safe to share between threads. */
public final class SharedSlots {

    private final SlotBudget budget;

    private SharedSlots(int limit) {
        this.budget = new SlotBudget(limit);
    }

    /**
     * That many slots.
     *
     * @param limit 1 to 100,000
     */
    public static SharedSlots of(int limit) {
        return new SharedSlots(WorkerBuilder.requireConcurrency(limit));
    }

    public int limit() {
        return budget.limit();
    }

    /** Changes how many there are, 1 to 100,000. Fewer takes effect as running jobs end. */
    public void setLimit(int limit) {
        budget.setLimit(WorkerBuilder.requireConcurrency(limit));
    }

    SlotBudget budget() {
        return budget;
    }
}
