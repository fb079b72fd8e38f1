package io.taurine.server.service.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server on a free port, which answers what it was told to, and keeps what it got. */
public final class HttpPeer implements AutoCloseable {

    /** What a call was. */
    public record Received(String method, String path, HttpExchange exchange, String body) {

        /** Empty when it is not there. */
        public String header(String name) {
            var value = exchange.getRequestHeaders().getFirst(name);
            return value == null ? "" : value;
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<HttpHandler> answers = new ConcurrentLinkedQueue<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile HttpHandler otherwise = answer(200, "fine");

    private HttpPeer(HttpServer server) {
        this.server = server;
    }

    public static HttpPeer start() {
        try {
            var peer = new HttpPeer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            peer.server.setExecutor(peer.threads);
            peer.server.createContext("/", peer::handle);
            peer.server.start();
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static HttpHandler answer(int status, String body) {
        return exchange -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** The next calls are answered like that, one after another. */
    public HttpPeer then(HttpHandler... next) {
        answers.addAll(List.of(next));
        return this;
    }

    /** What is answered when nothing else is due; 200 and {@code fine} at first. */
    public HttpPeer always(HttpHandler answer) {
        otherwise = answer;
        return this;
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var path = exchange.getRequestURI().getPath();
            received.add(new Received(exchange.getRequestMethod(), path, exchange, body));
            var answer = answers.poll();
            (answer == null ? otherwise : answer).handle(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
