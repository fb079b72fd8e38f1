package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls the API over HTTP, and holds each answer against the document. */
final class ApiClient {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI base;
    private final ReplyCheck check;

    ApiClient(RestServer server) {
        this(server.uri());
    }

    ApiClient(URI base) {
        this.base = base;
        this.check = ReplyCheck.ofWholeDocument();
    }

    /** An answer that fits the document. */
    record Answer(int status, JsonNode json, HttpResponse<byte[]> raw) {

        String code() {
            return json.path("code").asText();
        }

        String text() {
            return new String(raw.body(), StandardCharsets.UTF_8);
        }

        Answer is(int expected) {
            assertThat(status).as("%s", text()).isEqualTo(expected);
            return this;
        }
    }

    Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    Answer post(String path, String body) {
        return send("POST", path, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Answer post(String path) {
        return send("POST", path, null, Map.of());
    }

    Answer put(String path, String body, Map<String, String> headers) {
        return send("PUT", path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer delete(String path) {
        return send("DELETE", path, null, Map.of());
    }

    /** Content-Type is JSON's unless the headers say otherwise; an empty header is left out. */
    Answer send(String method, String path, byte @Nullable [] body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(base + "/v1" + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.header(name, value);
            }
        });
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            var type = response.headers().firstValue("Content-Type").orElse("");
            var json = type.contains("json") ? Json.read(response.body()) : Json.object();
            check.check(method, path, response.statusCode(), type, json);
            return new Answer(response.statusCode(), json, response);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
