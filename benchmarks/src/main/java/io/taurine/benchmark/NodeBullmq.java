package io.taurine.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The pipe to one {@code bullmq.mjs}: one request at a time. Not safe to share between threads. */
final class NodeBullmq implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer requests;
    private final BufferedReader replies;

    private NodeBullmq(Process process) {
        this.process = process;
        requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        replies = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Whether Node is there and the folder has the packages. */
    static boolean isAvailable(Path home) {
        try {
            var node = new ProcessBuilder("node", "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return node.waitFor() == 0 && Files.isDirectory(home.resolve("node_modules/bullmq"));
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static NodeBullmq start(Path program, Path home, String redisUri) {
        var command =
                new ProcessBuilder("node", program.toString(), redisUri).redirectError(ProcessBuilder.Redirect.INHERIT);
        command.environment().put("BULLMQ_HOME", home.toAbsolutePath().toString());
        try {
            return new NodeBullmq(command.start());
        } catch (IOException e) {
            throw new UncheckedIOException("node " + program + " did not start", e);
        }
    }

    JsonNode call(String op, Map<String, ?> request) {
        var whole = new LinkedHashMap<String, Object>(request);
        whole.put("op", op);
        try {
            requests.write(JSON.writeValueAsString(whole) + "\n");
            requests.flush();
            var line = replies.readLine();
            if (line == null) {
                throw new IllegalStateException("the Node process ended during " + op);
            }
            var reply = JSON.readTree(line);
            if (reply.has("error")) {
                throw new IllegalStateException(
                        op + " failed in Node: " + reply.get("error").asText());
            }
            return reply.get("reply");
        } catch (IOException e) {
            throw new UncheckedIOException("no answer of the Node process to " + op, e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
