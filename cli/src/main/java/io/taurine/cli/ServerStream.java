package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads the event stream of a server; when it breaks off, or falls silent, it goes on where it was. */
final class ServerStream {

    /** A comment comes every 15 s. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_FAILURES = 30;
    private static final String END = "\u0000";

    /** Is told of each message; returns false when it has heard enough. */
    @FunctionalInterface
    interface Listener {
        boolean hear(String event, JsonNode data) throws Exception;
    }

    private final ServerClient client;
    private final String path;
    private final Output output;
    private String lastId = "";

    ServerStream(ServerClient client, String path, Output output) {
        this.client = client;
        this.path = path;
        this.output = output;
    }

    /** Returns when the listener has heard enough. Each time a connection stands it hears {@code ready}. */
    void follow(Listener listener) throws Exception {
        for (var failures = 0; ; ) {
            try (var in = client.stream(path, headers())) {
                failures = 0;
                if (!read(in, listener)) {
                    return;
                }
            } catch (ServerRefusedException e) {
                // the first time it is the user's mistake, or nobody is there
                if (lastId.isEmpty() || e.exitCode() != ExitCode.UNREACHABLE || ++failures > MOST_FAILURES) {
                    throw e;
                }
            }
            output.notice("taurine: the stream broke off; will be tried again");
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
    }

    private Map<String, String> headers() {
        var headers = new HashMap<String, String>();
        headers.put("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            headers.put("Last-Event-ID", lastId);
        }
        return headers;
    }

    /** False when the listener has heard enough, true when the stream has ended or is silent. */
    private boolean read(InputStream in, Listener listener) throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        var reader = new Thread(() -> pump(in, lines), "taurine-stream");
        reader.setDaemon(true);
        reader.start();
        var event = "message";
        var data = new StringBuilder();
        while (true) {
            var line = lines.poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                return true;
            }
            if (line.startsWith("id:")) {
                lastId = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                event = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5).strip());
            } else if (line.isEmpty() && data.length() > 0) {
                if (!listener.hear(event, Json.stored(data.toString()))) {
                    return false;
                }
                event = "message";
                data.setLength(0);
            }
        }
    }

    private static void pump(InputStream in, LinkedBlockingQueue<String> lines) {
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            // as at the end of the stream
        }
        lines.add(END);
    }
}
