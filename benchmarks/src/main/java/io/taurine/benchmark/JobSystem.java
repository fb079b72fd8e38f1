package io.taurine.benchmark;

import java.util.List;

/** A contender that does all that a library for jobs has to do, not only its writes. */
interface JobSystem extends Contender {
    /** Adds flows of one parent and that many children, and runs them. */
    ClientCost flows(int flows, int children, int concurrency);

    /** Milliseconds from the call that adds a job to the begin of its run by an idle worker, sample by sample. */
    List<Double> startLatencies(int samples);

    /** Adds and runs that many jobs in each of that many queues ({@code bench-0} and so on) by a worker of each. */
    ClientCost manyQueues(int queues, int jobsEach);
}
