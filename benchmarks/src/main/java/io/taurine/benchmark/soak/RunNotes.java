package io.taurine.benchmark.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the workers have noted since it was asked last. Not safe to share between threads. */
final class RunNotes {
    private final Path folder;
    private final Map<Path, Long> readUntil = new HashMap<>();

    /** Runs of one round, in the order of their claims. */
    final List<Run> runs = new ArrayList<>();

    /** Keys of tasks that ran to their end. */
    final Set<String> ended = new HashSet<>();

    /** Locks that were lost: process and id of the job. */
    final Set<String> lost = new HashSet<>();

    /** When a worker told that it could not reach Redis: on a starved machine without any fault. */
    final List<Outage> outages = new ArrayList<>();

    /** Runs that put their job aside, as queue, id and number of the claim: the next one is no double. */
    final Set<String> aside = new HashSet<>();

    /** Parents that were run without the results of all their children, and how many they had. */
    final Map<String, String> early = new HashMap<>();

    record Outage(String process, String queue, long atMillis) {}

    RunNotes(Path folder) {
        this.folder = folder;
    }

    /** Forgets what it knew, and starts with what is noted from now on. */
    void forget() {
        runs.clear();
        ended.clear();
        lost.clear();
        aside.clear();
        outages.clear();
        early.clear();
    }

    void read() {
        try (var files = Files.list(folder)) {
            for (var file : files.filter(path -> path.getFileName().toString().startsWith("runs-"))
                    .collect(Collectors.toList())) {
                readOn(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        runs.sort(Comparator.comparingInt(Run::claims).thenComparingLong(Run::started));
    }

    private void readOn(Path file) throws IOException {
        long from = readUntil.getOrDefault(file, 0L);
        byte[] bytes;
        try (var channel = FileChannel.open(file)) {
            channel.position(from);
            bytes = Channels.newInputStream(channel).readAllBytes();
        }
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--; // a line that is being written, or at which the process was killed
        }
        readUntil.put(file, from + end);
        var process = file.getFileName().toString().replaceFirst("^runs-", "").replaceFirst("-\\d+\\.log$", "");
        new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(line -> take(process, line.split(" ", -1)));
    }

    private void take(String process, String[] words) {
        switch (words[0]) {
            case "START" ->
                runs.add(new Run(
                        process,
                        words[2],
                        words[3],
                        words[4],
                        Integer.parseInt(words[5]),
                        Integer.parseInt(words[6]),
                        Long.parseLong(words[1])));
            case "END" -> ended.add(words[4]);
            case "LOST" -> lost.add(process + " " + words[words.length - 1]);
            case "OUTAGE" -> outages.add(new Outage(process, words[2], Long.parseLong(words[1])));
            case "ASIDE" -> aside.add(words[2] + " " + words[3] + " " + words[4]);
            case "EARLY" -> early.put(words[3], words[4]);
            default -> {} // FAIL is for whoever reads the file
        }
    }
}
