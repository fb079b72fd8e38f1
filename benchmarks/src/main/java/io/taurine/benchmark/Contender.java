package io.taurine.benchmark;

/**
 * One of those who are compared, the floor included. All of them use one Redis and the queue {@code bench}, one after
 * another. Each call returns when all its work has reached Redis.
 */
interface Contender extends AutoCloseable {
    /** As the column is called. */
    String name();

    ClientCost add(AddPlan plan);

    /**
     * Runs what is in line.
     *
     * @throws IllegalStateException when a job ran more or less often than it should have
     */
    ClientCost work(WorkPlan plan);

    @Override
    void close();
}
