package io.taurine.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** The pipe to one peer.mjs: requests out, replies matched by id, every other line into the {@link NodeEvents}. */
final class NodeProcess {
    static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer requests;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
    private final NodeEvents events = new NodeEvents();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean gone;

    private record Pending(String op, CompletableFuture<JsonNode> reply) {}

    private NodeProcess(Process process) {
        this.process = process;
        this.requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    static NodeProcess start(String redisUrl) {
        var folder = NodeModules.ensureInstalled();
        try {
            var started = new NodeProcess(new ProcessBuilder("node", "peer.mjs", redisUrl)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            var reader = new Thread(started::read, "node-peer-" + started.process.pid());
            reader.setDaemon(true);
            reader.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("node peer.mjs did not start", e);
        }
    }

    NodeEvents events() {
        return events;
    }

    long pid() {
        return process.pid();
    }

    CompletableFuture<JsonNode> send(String op, Map<String, ?> arguments) {
        var id = lastId.incrementAndGet();
        var request = new LinkedHashMap<String, Object>(arguments);
        request.put("id", id);
        request.put("op", op);
        var reply = new CompletableFuture<JsonNode>();
        pending.put(id, new Pending(op, reply));
        try {
            var line = JSON.writeValueAsString(request);
            writing.lock();
            try {
                requests.write(line + "\n");
                requests.flush();
            } finally {
                writing.unlock();
            }
        } catch (JsonProcessingException e) {
            pending.remove(id);
            throw new IllegalArgumentException("op " + op + " has arguments that are no JSON", e);
        } catch (IOException e) {
            pending.remove(id);
            throw new UncheckedIOException("op " + op + " could not be sent: the peer is gone", e);
        }
        // The reader may have given up between the two, and would not see this request any more.
        if (gone) {
            failPending();
        }
        return reply;
    }

    /** Ends the input, which makes the peer leave, and waits for it; a peer that stays is killed. */
    void end(Duration limit) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // Already gone, which is what we want.
        }
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    /** SIGKILL: nothing is given back, locks stay until they expire. */
    void kill() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                receive(JSON.readTree(line));
            }
        } catch (IOException e) {
            // Killed while a line was under way; what was pending fails below.
        } finally {
            gone = true;
            failPending();
            events.end();
        }
    }

    private void receive(JsonNode line) {
        if (line.has("event")) {
            events.add(line);
            return;
        }
        var request = pending.remove(line.path("id").asLong());
        if (request == null) {
            events.add(line);
        } else if (line.has("error")) {
            request.reply().completeExceptionally(NodePeerException.of(request.op(), line.get("error")));
        } else {
            request.reply().complete(line.get("ok"));
        }
    }

    private void failPending() {
        pending.values()
                .forEach(request -> request.reply()
                        .completeExceptionally(new NodePeerException(request.op(), "the peer is gone", null, null)));
    }
}
