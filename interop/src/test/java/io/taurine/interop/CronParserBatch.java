package io.taurine.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks the npm package cron-parser, in one Node process for any number of questions. */
final class CronParserBatch {

    private static final ObjectMapper JSON = new ObjectMapper();

    private CronParserBatch() {}

    /** What comes after {@code from}? */
    record Question(String pattern, String zone, Instant from) {}

    /** The next run in ms, or {@code refused} with the reason. */
    record Answer(long next, String refused) {

        boolean isRefused() {
            return !refused.isEmpty();
        }

        @Override
        public String toString() {
            return isRefused()
                    ? "refused: " + refused
                    : Instant.ofEpochMilli(next).toString();
        }
    }

    /** The answers in the order of the questions. */
    static List<Answer> ask(List<Question> questions) {
        try {
            var process = new ProcessBuilder("node", "cron-times.mjs")
                    .directory(NodeModules.ensureInstalled().toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            // Both pipes must flow at once: Node stops reading while nobody takes its answers.
            var writing = CompletableFuture.runAsync(() -> write(process, questions));
            var answers = read(process);
            writing.join();
            if (answers.size() != questions.size()) {
                throw new AssertionError(answers.size() + " answers to " + questions.size() + " questions");
            }
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException("node cron-times.mjs could not be run", e);
        }
    }

    private static void write(Process process, List<Question> questions) {
        try (var lines = new OutputStreamWriter(process.getOutputStream(), UTF_8)) {
            for (var question : questions) {
                lines.write(JSON.writeValueAsString(Map.of(
                                "pattern", question.pattern(),
                                "zone", question.zone(),
                                "from", question.from().toEpochMilli()))
                        + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cron-times.mjs stopped reading", e);
        }
    }

    private static List<Answer> read(Process process) throws IOException {
        var answers = new ArrayList<Answer>();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var answer = JSON.readTree(line);
                answers.add(new Answer(
                        answer.path("next").asLong(), answer.path("error").asText("")));
            }
        }
        return answers;
    }
}
