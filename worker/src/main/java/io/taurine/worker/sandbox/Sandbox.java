package io.taurine.worker.sandbox;

import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A processor that runs each job in a JVM of its own, so that whatever the job does to it ({@code System.exit}, all the
 * memory, a crash of native code) fails that job and nothing else. A process runs one job at a time and is used again; it is
 * replaced after a number of jobs, by age, and when it broke. Needs a POSIX system with {@code /bin/sh}.
 *
 * <p>The processor is a public class with a public constructor without parameters; each process makes one of it, closes it
 * at its end if it is {@link AutoCloseable}, and gives it payloads of the type that the class declares. Payload, result,
 * progress and log travel as JSON. What is printed goes to the logger {@code io.taurine.worker.sandbox.output}.
 *
 * <p>Safe to share between threads and workers. Close it after the workers that use it.
 *
 * @param <T> type of the payload in the worker
 */
public final class Sandbox<T> implements Processor<T>, AutoCloseable {

    private final SandboxPool pool;

    Sandbox(SandboxSettings settings) {
        this.pool = new SandboxPool(settings);
    }

    /**
     * A builder of a sandbox for a class that this JVM knows too.
     *
     * @throws IllegalArgumentException if it is not public, no processor, or has no public constructor without parameters
     */
    public static <T> SandboxBuilder<T> of(Class<? extends Processor<T>> processorClass) {
        SandboxBuilder.requireUsable(processorClass);
        return new SandboxBuilder<>(processorClass.getName());
    }

    /** A builder of a sandbox for a class that only its own class path has. One that cannot be used fails its jobs. */
    public static <T> SandboxBuilder<T> of(String processorClass) {
        return new SandboxBuilder<>(processorClass);
    }

    /**
     * Starts that many processes now, so that the first jobs need not wait for them.
     *
     * @throws SandboxException if one cannot be started
     */
    public void prestart(int processes) {
        pool.prestart(processes);
    }

    /** How many processes there are now. */
    public int processes() {
        return pool.size();
    }

    @Override
    public @Nullable Object process(ActiveJob<T> job) throws Exception {
        var process = pool.take();
        try {
            return process.run(job);
        } finally {
            pool.giveBack(process);
        }
    }

    /** Ends all processes, those with a job too, within a few seconds. Harmless twice. */
    @Override
    public void close() {
        pool.close(Duration.ofSeconds(5));
    }
}
