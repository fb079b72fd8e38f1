package io.taurine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Servers of one test: they share a Redis under a prefix of its own, and unless told otherwise have a database each. */
final class TestServers implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Deque<TaurineServer> started = new ArrayDeque<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Path folder;
    private String yaml = "";

    TestServers(TestQueue keysOf, Path folder) {
        this.folder = folder;
        environment.put("REDIS_URL", keysOf.redisUri());
        environment.put("TAURINE_REDIS_PREFIX", keysOf.key("server"));
        environment.put("PORT", "0");
        environment.put("TAURINE_DEFINITIONS_EXAMPLES", "false"); // some run by themselves
    }

    /** For all servers started from now on. */
    TestServers with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** The configuration file of all servers started from now on. */
    TestServers yaml(String text) {
        yaml = text;
        return this;
    }

    String prefix() {
        return Objects.requireNonNull(environment.get("TAURINE_REDIS_PREFIX"));
    }

    TaurineServer start(Definition<?>... definitions) {
        var own = new HashMap<>(environment);
        own.putIfAbsent(
                "TAURINE_DATA_FOLDER", folder.resolve("s" + started.size()).toString());
        own.putIfAbsent("WORKER_ID", "w" + started.size());
        var server = TaurineServer.start(ServerConfig.parse("taurine.yaml", yaml, own), withEcho(definitions));
        started.push(server);
        return server;
    }

    /** Each server knows {@code echo} besides. */
    private static List<Definition<?>> withEcho(Definition<?>... definitions) {
        List<Definition<?>> all = new ArrayList<>(List.of(definitions));
        all.add(Definition.of("echo", JsonNode.class, (params, context) -> params)
                .build());
        return all;
    }

    /** A reply: its status, and its body, an empty object where there is none. */
    record Answer(int status, JsonNode body) {}

    static Answer get(TaurineServer server, String path) {
        return call(server, "GET", path, null);
    }

    static Answer post(TaurineServer server, String path, @Nullable String body) {
        return call(server, "POST", path, body);
    }

    static Answer call(TaurineServer server, String method, String path, @Nullable String body) {
        return call(server, method, path, body, "");
    }

    /** With a token. */
    static Answer get(TaurineServer server, String path, String token) {
        return call(server, "GET", path, null, token);
    }

    private static Answer call(TaurineServer server, String method, String path, @Nullable String body, String token) {
        var request = HttpRequest.newBuilder(server.apiUri().orElseThrow().resolve(path));
        request.header("Content-Type", "application/json");
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        try {
            var reply = CLIENT.send(request.build(), BodyHandlers.ofString());
            var isJson = reply.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(
                    reply.statusCode(),
                    isJson ? JSON.readTree(reply.body()) : JsonNodeFactory.instance.textNode(reply.body()));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The last one first. */
    @Override
    public void close() {
        started.forEach(TaurineServer::close);
    }
}
