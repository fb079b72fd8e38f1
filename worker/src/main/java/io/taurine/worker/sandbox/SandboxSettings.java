package io.taurine.worker.sandbox;

import io.taurine.worker.ActiveJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a sandbox was built with. Immutable. */
final class SandboxSettings {

    final String processorClass;
    final Map<String, String> environment;
    final boolean inheritEnvironment;
    final @Nullable Path directory;
    final int maxProcesses;
    final int maxJobsPerProcess;
    final Duration maxAge;
    final Duration idleTimeout;
    final Duration startTimeout;
    final Duration cancelGrace;
    final Duration killGrace;
    final LongSupplier nanos;
    final int maxMessageBytes;
    final BiConsumer<ActiveJob<?>, String> messages;
    private final List<Path> classPath;
    private final List<String> jvmOptions;
    private final int maxHeapMegabytes;
    private final Path javaHome;

    SandboxSettings(SandboxBuilder<?> from) {
        processorClass = from.processorClass;
        environment = Map.copyOf(from.environment);
        inheritEnvironment = from.inheritEnvironment;
        directory = from.directory;
        maxProcesses = from.maxProcesses;
        maxJobsPerProcess = from.maxJobsPerProcess;
        maxAge = from.maxAge;
        idleTimeout = from.idleTimeout;
        startTimeout = from.startTimeout;
        cancelGrace = from.cancelGrace;
        killGrace = from.killGrace;
        nanos = from.nanos;
        maxMessageBytes = from.maxMessageBytes;
        messages = from.messages;
        classPath = List.copyOf(from.classPath);
        jvmOptions = List.copyOf(from.jvmOptions);
        maxHeapMegabytes = from.maxHeapMegabytes;
        javaHome = from.javaHome;
    }

    /** The java command, up to but without the main class. */
    List<String> javaCommand() {
        var command = new ArrayList<String>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.add("-Xmx" + maxHeapMegabytes + "m");
        // A JVM that ran out of memory can be trusted with nothing; it says why on its way out.
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(classPath.isEmpty() ? System.getProperty("java.class.path") : RuntimeJars.with(classPath));
        return command;
    }
}
