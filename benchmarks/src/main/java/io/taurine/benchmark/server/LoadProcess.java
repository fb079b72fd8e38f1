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

    /** What is to be done so many times; runs in the other JVM. */
    interface Load {
        void run(int times) throws Exception;
    }

    /** One run of a load. */
    record Outcome(double seconds, double cpuMicros) {}

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

    static LoadProcess start(Class<?> mainClass, String... args) {
        var jvm = fork(mainClass, List.of(), args);
        jvm.awaitLine("ready"::equals, START);
        return new LoadProcess(jvm);
    }

    Outcome run(int times) {
        var number = ++runs;
        jvm.send(number + " " + times);
        var line = jvm.awaitLine(told -> told.startsWith(number + " took "), WORK);
        var words = line.split(" ", -1);
        return new Outcome(Double.parseDouble(words[2]), Double.parseDouble(words[3]));
    }

    /** For the main of the other JVM: does it each time it is told to, until nobody tells it any more. */
    static void serve(Load load) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (var line = next(in); line != null; line = next(in)) {
            var words = line.split(" ", -1);
            var cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            var began = System.nanoTime();
            load.run(Integer.parseInt(words[1]));
            var seconds = (System.nanoTime() - began) / 1e9;
            var used = ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .orElse(Duration.ZERO)
                    .minus(cpu);
            System.out.printf(Locale.ROOT, "%s took %f %f%n", words[0], seconds, used.toNanos() / 1e3);
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
