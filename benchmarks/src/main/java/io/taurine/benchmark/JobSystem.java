package io.taurine.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A contender that does all that a library for jobs has to do, not only its writes. */
interface JobSystem extends Contender {
    /** Adds flows of one parent and that many children, and runs them. */
    ClientCost flows(int flows, int children, int concurrency);

    /** Adds and runs that many jobs in each of that many queues ({@code bench-0} and so on) by a worker of each. */
    ClientCost manyQueues(int queues, int jobsEach);

    /** Milliseconds from the call that adds a job to the begin of its run by an idle worker, sample by sample. */
    List<Double> startLatencies(int samples);

    /** Microseconds of each of so many {@code PING}, one by one, by the driver that the system uses. */
    List<Double> pings(int times);

    /** Microseconds of each of so many adds, one by one. */
    List<Double> adds(int times);

    /** Starts a worker whose queue stays empty, and which blocks for so long at a time; close it by its handle. */
    AutoCloseable idleWorker(Duration blockInterval);

    /** Runs so many jobs, already in line, none of which ends before all have begun. Empty where this process cannot. */
    Optional<Sleep> sleepAtOnce(int jobs);

    /**
     * How it went.
     *
     * @param allAsleepMillis from the start of the worker until all jobs ran at once
     * @param allEndedMillis until all had completed
     * @param threads of the operating system that the process had meanwhile, 0 where that is not known
     */
    record Sleep(double allAsleepMillis, double allEndedMillis, int threads, ClientCost cost) {}
}
