package io.taurine.server.definition;

/** What an attempt runs on. */
public enum RunsOn {
    /** A virtual thread where the JVM has them, else a platform thread: for what waits most of the time. */
    VIRTUAL_THREAD,
    /** One of a bounded number of platform threads, as many as there are processors: for what computes. */
    CPU_POOL,
    /** A JVM of its own, which can be killed; the handler must be a public class with a public constructor. */
    CHILD_JVM
}
