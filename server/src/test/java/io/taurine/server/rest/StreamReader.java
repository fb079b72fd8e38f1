package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client of the stream that keeps all it hears. */
final class StreamReader implements AutoCloseable {

    private static final Duration LONG = Duration.ofSeconds(20);

    final AtomicInteger comments = new AtomicInteger();

    private final List<Message> heard = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpResponse<java.io.InputStream> response;
    private final Thread thread;
    private volatile boolean ended;

    record Message(String id, String event, JsonNode data) {}

    StreamReader(RestServer server, String topics, @Nullable String lastEventId)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.uri() + "/v1/stream?topics=" + topics))
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        this.response = http.send(request.build(), BodyHandlers.ofInputStream());
        this.thread = new Thread(this::read, "stream-reader");
        thread.setDaemon(true);
        thread.start();
    }

    int status() {
        return response.statusCode();
    }

    String contentType() {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String id = "";
            String event = "";
            JsonNode data = Json.object();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = Json.read(line.substring(6).getBytes(StandardCharsets.UTF_8));
                } else if (line.startsWith(":")) {
                    comments.incrementAndGet();
                } else if (line.isEmpty() && !event.isEmpty()) {
                    heard.add(new Message(id, event, data));
                    event = "";
                }
            }
            ended = true;
        } catch (IOException e) {
            ended = true;
        } catch (UncheckedIOException e) {
            ended = true;
        }
    }

    List<Message> heard(String event) {
        return heard.stream().filter(message -> message.event().equals(event)).toList();
    }

    Message await(String event, Predicate<JsonNode> data) {
        await().atMost(LONG).until(() -> find(event, data) != null);
        return Objects.requireNonNull(find(event, data));
    }

    private static org.awaitility.core.ConditionFactory await() {
        return org.awaitility.Awaitility.await().pollInterval(Duration.ofMillis(5));
    }

    private @Nullable Message find(String event, Predicate<JsonNode> data) {
        return heard.stream()
                .filter(message -> message.event().equals(event) && data.test(message.data()))
                .findFirst()
                .orElse(null);
    }

    void awaitEnd() {
        await().atMost(LONG).until(() -> ended);
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
