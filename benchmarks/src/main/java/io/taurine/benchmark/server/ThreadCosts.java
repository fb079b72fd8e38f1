package io.taurine.benchmark.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Processor time of a process by the names of its threads, as Linux counts it; empty elsewhere. Those of a pool count together. */
record ThreadCosts(Map<String, Double> micros) {

    static ThreadCosts of(long pid) {
        var micros = new HashMap<String, Double>();
        try (var threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            threads.forEach(thread -> add(thread, micros));
        } catch (IOException notLinux) {
            return new ThreadCosts(Map.of());
        }
        return new ThreadCosts(micros);
    }

    private static void add(Path thread, Map<String, Double> micros) {
        try {
            var name = Files.readString(thread.resolve("comm")).strip().replaceAll("[-#]?[0-9]+(-[0-9]*)?$", "");
            var nanos = Files.readString(thread.resolve("schedstat")).split(" ", 2)[0];
            micros.merge(name, Double.parseDouble(nanos) / 1e3, Double::sum);
        } catch (IOException ended) {
            micros.merge("ended", 0.0, Double::sum);
        }
    }

    ThreadCosts since(ThreadCosts before) {
        var more = new HashMap<String, Double>();
        micros.forEach((name, used) -> more.put(name, used - before.micros.getOrDefault(name, 0.0)));
        return new ThreadCosts(more);
    }

    ThreadCosts plus(ThreadCosts other) {
        var sum = new HashMap<>(micros);
        other.micros.forEach((name, used) -> sum.merge(name, used, Double::sum));
        return new ThreadCosts(sum);
    }
}
