package io.taurine.server.runner;

/** Starts and stops a runner. Safe to share between threads. */
public interface JobLifecycle extends AutoCloseable {

    /** Connects, and runs what is due from then on. Once started, calling it again changes nothing. */
    void start();

    /** True from the start until the close begins. */
    boolean isRunning();

    /** Hears of every step of every job that this runner can see, from now on; also before the start. */
    void listen(JobListener listener);

    /** Takes no more jobs, waits for those that run up to the setup's bound, and frees what is left. Works twice. */
    @Override
    void close();
}
