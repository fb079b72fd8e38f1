package io.taurine.benchmark.server;

import io.taurine.testkit.ForkedJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A JVM that does some work as often as it is told to, and says how long it took and what it cost. */
final class LoadProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration WORK = Duration.ofMinutes(10);

    private final ForkedJvm jvm;
    private int runs;

    /** What is to be done; runs in the other JVM. */
    interface Load {
        /**
         * Does it once.
         *
         * @param size how much or how long
         * @return how many jobs that were
         */
        int run(int size) throws Exception;
    }

    /** One run of a load. */
    record Outcome(int jobs, double seconds, double cpuMicros) {}

    private LoadProcess(ForkedJvm jvm) {
        this.jvm = jvm;
    }

    /** With the compilers and the collector that a JVM has by itself. */
    static ForkedJvm fork(Class<?> mainClass, List<String> jvmOptions, String... args) {
        var options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC"));
        options.addAll(jvmOptions);
        return ForkedJvm.of(mainClass)
                .maxHeapMegabytes(1_024)
                .jvmOptions(options.toArray(String[]::new))
                .args(args)
                .start();
    }

    static LoadProcess start(Class<?> mainClass, List<String> jvmOptions, String... args) {
        var jvm = fork(mainClass, jvmOptions, args);
        jvm.awaitLine("ready"::equals, START);
        return new LoadProcess(jvm);
    }

    Outcome run(int size) {
        var number = ++runs;
        jvm.send(number + " " + size);
        var line = jvm.awaitLine(told -> told.startsWith(number + " took "), WORK);
        var words = line.split(" ", -1);
        return new Outcome(Integer.parseInt(words[2]), Double.parseDouble(words[3]), Double.parseDouble(words[4]));
    }

    /** What follows that word in the last line that begins with it. */
    String last(String word) {
        var last = "";
        for (var line : jvm.lines()) {
            last = line.startsWith(word) ? line : last;
        }
        return last.substring(word.length());
    }

    /** Processor time so far. */
    double cpuMicros() {
        return cpuMicros(jvm.pid());
    }

    static double cpuMicros(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(time -> time.toNanos() / 1e3)
                .orElse(0.0);
    }

    /** For the main of the other JVM: does it each time it is told to, until nobody tells it any more. */
    static void serve(Load load) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (var line = next(in); line != null; line = next(in)) {
            var words = line.split(" ", -1);
            var cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            var began = System.nanoTime();
            var jobs = load.run(Integer.parseInt(words[1]));
            var seconds = (System.nanoTime() - began) / 1e9;
            var used = ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .orElse(Duration.ZERO)
                    .minus(cpu);
            System.out.printf(Locale.ROOT, "%s took %d %f %f%n", words[0], jobs, seconds, used.toNanos() / 1e3);
        }
    }

    private static @Nullable String next(BufferedReader in) {
        try {
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        jvm.close();
    }
}
