package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls a job server over HTTP. What it refuses becomes one line and an exit code. */
final class ServerClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LONG_CALL_TIMEOUT = Duration.ofMinutes(15);
    private static final int UNAUTHORIZED = 401;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final String base;
    private final Optional<String> token;
    private Duration timeout = CALL_TIMEOUT;

    /** @throws IllegalArgumentException if that is no address of a server */
    ServerClient(String server, Optional<String> token) {
        this.base = base(server);
        this.token = token;
    }

    /** For calls that look at each job of a queue. */
    ServerClient patiently() {
        timeout = LONG_CALL_TIMEOUT;
        return this;
    }

    private static String base(String server) {
        var plain = server.strip().replaceAll("/+$", "").replaceAll("/v1$", "");
        try {
            var uri = URI.create(plain);
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                return plain + "/v1";
            }
        } catch (IllegalArgumentException notAnAddress) {
            // told below
        }
        throw new IllegalArgumentException("--server must be an address like http://localhost:8080, was " + server);
    }

    JsonNode get(String path) throws Exception {
        return call("GET", path, null);
    }

    JsonNode post(String path, @Nullable JsonNode body) throws Exception {
        return call("POST", path, body);
    }

    JsonNode put(String path, JsonNode body) throws Exception {
        return call("PUT", path, body);
    }

    JsonNode delete(String path) throws Exception {
        return call("DELETE", path, null);
    }

    /** What it answered; an empty object where that was nothing. */
    private JsonNode call(String method, String path, @Nullable JsonNode body) throws Exception {
        var request = request(path).timeout(timeout);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(Json.write(body)));
        }
        var response = send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        requireDone(response.statusCode(), type(response), response.body());
        return response.body().isEmpty() ? Json.object() : json(response);
    }

    private JsonNode json(HttpResponse<String> response) throws ServerRefusedException {
        return Json.parse(response.body()).orElseThrow(() -> noServer(response.statusCode(), type(response)));
    }

    /** Sends a body of any kind. */
    JsonNode upload(String path, String contentType, BodyPublisher content) throws Exception {
        var request = request(path).header("Content-Type", contentType).POST(content);
        var response = send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        requireDone(response.statusCode(), type(response), response.body());
        return json(response);
    }

    /** An answer of any length; whoever asked closes it. */
    InputStream stream(String path, Map<String, String> headers) throws Exception {
        var request = request(path);
        headers.forEach(request::header);
        var response = send(request.GET().build(), BodyHandlers.ofInputStream());
        if (response.statusCode() >= 300) {
            try (var in = response.body()) {
                var text = new String(in.readNBytes(100_000), StandardCharsets.UTF_8);
                requireDone(response.statusCode(), type(response), text);
            }
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(base + path));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws ServerRefusedException, InterruptedException {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            var reason = e instanceof ConnectException && e.getMessage() == null ? "nothing listens there" : reason(e);
            throw new ServerRefusedException(
                    ExitCode.UNREACHABLE, "The server at " + shown() + " cannot be reached: " + reason);
        }
    }

    private static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static String type(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    /** Where the calls go, for people. */
    String shown() {
        return base.substring(0, base.length() - "/v1".length());
    }

    private void requireDone(int status, String type, String body) throws ServerRefusedException {
        if (status < 300) {
            return;
        }
        var problem = type.startsWith("application/problem+json")
                ? Json.parse(body).orElseThrow(() -> noServer(status, type))
                : null;
        if (problem == null) {
            throw noServer(status, type);
        }
        var text = problem.path("detail").asText(problem.path("title").asText()) + errors(problem) + " (" + status + " "
                + problem.path("code").asText() + ")";
        if (status == UNAUTHORIZED) {
            text += "; give one with --token or TAURINE_TOKEN";
        }
        throw new ServerRefusedException(exitCode(status), text);
    }

    private static String errors(JsonNode problem) {
        var lines = new StringBuilder();
        for (var error : problem.path("errors")) {
            lines.append(lines.length() == 0 ? " " : "; ")
                    .append(error.path("pointer").asText().replaceFirst("^/", ""))
                    .append(' ')
                    .append(error.path("message").asText());
        }
        return lines.toString();
    }

    private static int exitCode(int status) {
        return switch (status) {
            case 400, 413, 415, 422 -> ExitCode.USAGE;
            case 502, 503, 504 -> ExitCode.UNREACHABLE;
            default -> ExitCode.REFUSED;
        };
    }

    private ServerRefusedException noServer(int status, String type) {
        return new ServerRefusedException(
                ExitCode.UNREACHABLE,
                "What answers at " + shown() + " is no job server: status " + status
                        + (type.isEmpty() ? "" : ", " + type));
    }

    /** A value within a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
    }

    /** A query of those that are there: the values are text, numbers, or null. */
    static String query(Map<String, ?> parameters) {
        var query = parameters.entrySet().stream()
                .filter(entry ->
                        entry.getValue() != null && !entry.getValue().toString().isEmpty())
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue().toString()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }
}
