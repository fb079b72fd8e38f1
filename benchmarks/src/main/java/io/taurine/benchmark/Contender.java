package io.taurine.benchmark;

import java.util.List;

/**
 * One of those who are compared. All of them use one Redis and the queue {@code bench}, one after another. Each call
 * returns when all its work has reached Redis.
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

    /** Adds flows of one parent and that many children, and runs them. */
    ClientCost flows(int flows, int children, int concurrency);

    /** Milliseconds from the call that adds a job to the begin of its run by an idle worker, sample by sample. */
    List<Double> startLatencies(int samples);

    /** Adds and runs that many jobs in each of that many queues ({@code bench-0} and so on) by a worker of each. */
    ClientCost manyQueues(int queues, int jobsEach);

    @Override
    void close();
}
