package io.taurine.worker.sandbox;

import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link Sandbox}; every method refuses a value out of range at once. Not safe to share between threads.
 *
 * @param <T> type of the payload in the worker
 */
public final class SandboxBuilder<T> {

    private static final Duration LONGEST = Duration.ofDays(3650);

    final String processorClass;
    final List<Path> classPath = new ArrayList<>();
    final List<String> jvmOptions = new ArrayList<>();
    final Map<String, String> environment = new HashMap<>();
    boolean inheritEnvironment = true;

    @Nullable
    Path directory;

    Path javaHome = Path.of(System.getProperty("java.home"));
    int maxHeapMegabytes = 256;
    int maxProcesses = Integer.MAX_VALUE;
    int maxJobsPerProcess = 1000;
    Duration maxAge = Duration.ofHours(1);
    Duration idleTimeout = Duration.ofMinutes(1);
    Duration startTimeout = Duration.ofSeconds(30);
    Duration cancelGrace = Duration.ofSeconds(2);
    Duration killGrace = Duration.ofSeconds(1);
    LongSupplier nanos = System::nanoTime;
    int maxMessageBytes = Pipe.MAX_BYTES;
    BiConsumer<ActiveJob<?>, String> messages = (job, text) -> {
        throw new IllegalStateException("Nobody receives messages of this sandbox");
    };

    SandboxBuilder(String processorClass) {
        if (processorClass.isBlank()) {
            throw new IllegalArgumentException("processorClass must not be empty");
        }
        this.processorClass = processorClass;
    }

    static void requireUsable(Class<?> type) {
        Objects.requireNonNull(type, "processorClass");
        try {
            var isOpen = Modifier.isPublic(type.getModifiers())
                    && !Modifier.isAbstract(type.getModifiers())
                    && (type.getEnclosingClass() == null || Modifier.isStatic(type.getModifiers()));
            if (isOpen && Processor.class.isAssignableFrom(type) && type.getConstructor() != null) {
                return;
            }
        } catch (NoSuchMethodException e) {
            // said below
        }
        throw new IllegalArgumentException("processorClass must be a public class that is a Processor and has a public"
                + " constructor without parameters, was " + type.getName());
    }

    /**
     * Jars and folders of the processor; what the sandbox itself needs is added. Default: the class path of this JVM.
     *
     * @throws IllegalArgumentException if one does not exist
     */
    public SandboxBuilder<T> classPath(Path... entries) {
        for (var entry : entries) {
            if (!Files.exists(entry)) {
                throw new IllegalArgumentException("classPath has an entry that does not exist: " + entry);
            }
            classPath.add(entry.toAbsolutePath());
        }
        return this;
    }

    /** Most memory for objects of one process. Default 256, at least 8. A process that needs more fails its job. */
    public SandboxBuilder<T> maxHeapMegabytes(int megabytes) {
        this.maxHeapMegabytes = atLeast("maxHeapMegabytes", 8, megabytes);
        return this;
    }

    /** Further options of the java command, for example {@code -XX:MaxMetaspaceSize=64m}. */
    public SandboxBuilder<T> jvmOptions(String... options) {
        jvmOptions.addAll(List.of(options));
        return this;
    }

    /** A variable that the processes see. */
    public SandboxBuilder<T> environment(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException("environment name must not be empty or have a '=', was '" + name + "'");
        }
        environment.put(name, Objects.requireNonNull(value, "value"));
        return this;
    }

    /** False starts from an empty environment instead of this JVM's. Default true. */
    public SandboxBuilder<T> inheritEnvironment(boolean inherit) {
        this.inheritEnvironment = inherit;
        return this;
    }

    /** The folder that the processes run in. Default: this JVM's. */
    public SandboxBuilder<T> directory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("directory must be an existing folder, was " + directory);
        }
        this.directory = directory;
        return this;
    }

    /** The JDK or JRE to run on, 17 or newer. Default: that of this JVM. */
    public SandboxBuilder<T> javaHome(Path javaHome) {
        if (!Files.isExecutable(javaHome.resolve("bin").resolve("java"))) {
            throw new IllegalArgumentException("javaHome must have a bin/java, was " + javaHome);
        }
        this.javaHome = javaHome;
        return this;
    }

    /** Most processes at once; further jobs wait for one. Default: as many as jobs run, which the worker's concurrency bounds. */
    public SandboxBuilder<T> maxProcesses(int processes) {
        this.maxProcesses = atLeast("maxProcesses", 1, processes);
        return this;
    }

    /** Jobs after which a process is replaced. Default 1000, at least 1. */
    public SandboxBuilder<T> maxJobsPerProcess(int jobs) {
        this.maxJobsPerProcess = atLeast("maxJobsPerProcess", 1, jobs);
        return this;
    }

    /** Age after which a process is replaced, when its job is done. Default 1 h, at least 1 ms. */
    public SandboxBuilder<T> maxAge(Duration age) {
        this.maxAge = between("maxAge", Duration.ofMillis(1), age);
        return this;
    }

    /** How long a process without a job is kept for the next. Default 1 min, at least 10 ms. */
    public SandboxBuilder<T> idleTimeout(Duration timeout) {
        this.idleTimeout = between("idleTimeout", Duration.ofMillis(10), timeout);
        return this;
    }

    /** How long a process may take to start and make its processor. Default 30 s, at least 1 ms. */
    public SandboxBuilder<T> startTimeout(Duration timeout) {
        this.startTimeout = between("startTimeout", Duration.ofMillis(1), timeout);
        return this;
    }

    /**
     * How long a run that was cancelled or timed out may go on after its signal and its interrupt before its process is ended.
     * Default 2 s, 0 or more; with {@link #killGrace} it should be shorter than the worker's own grace.
     */
    public SandboxBuilder<T> cancelGrace(Duration grace) {
        this.cancelGrace = between("cancelGrace", Duration.ZERO, grace);
        return this;
    }

    /** How long a process that is ended may tidy up after SIGTERM before it is killed. Default 1 s, 0 or more. */
    public SandboxBuilder<T> killGrace(Duration grace) {
        this.killGrace = between("killGrace", Duration.ZERO, grace);
        return this;
    }

    /**
     * Hears what processors {@link SandboxMessenger#send send}, on the thread that waits for the job. What it throws reaches
     * the processor. Default: there is none, and sending fails.
     */
    public SandboxBuilder<T> messages(BiConsumer<ActiveJob<?>, String> receiver) {
        this.messages = Objects.requireNonNull(receiver, "receiver");
        return this;
    }

    /** For tests: what age and idleness are measured by. */
    SandboxBuilder<T> nanos(LongSupplier ticker) {
        this.nanos = ticker;
        return this;
    }

    /** For tests: longest message between the worker and a process. */
    SandboxBuilder<T> maxMessageBytes(int bytes) {
        this.maxMessageBytes = bytes;
        return this;
    }

    /** A sandbox without a process yet: the first job starts one. */
    public Sandbox<T> build() {
        return new Sandbox<>(new SandboxSettings(this));
    }

    private static int atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be " + least + " or more, was " + value);
        }
        return value;
    }

    private static Duration between(String name, Duration least, Duration value) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be between " + least.toMillis() + " ms and "
                    + LONGEST.toDays() + " days, was " + value);
        }
        return value;
    }
}
