package io.taurine.server.rest;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP API of the server. Safe to share between threads. */
public final class RestServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);

    private static final int THREADS = 200;

    private final RestSetup setup;
    private final ApiDocument document;
    private final Dispatcher dispatcher;
    private final Streams streams;
    private final StartLane starts;
    private final HttpThreads httpThreads = new HttpThreads();
    private final InFlight inFlight = new InFlight();
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final Javalin javalin;

    private RestServer(RestSetup setup) {
        var isLoopback = BrowserGuard.isLoopback(setup.host());
        if (!isLoopback && setup.tokens().isEmpty()) {
            throw new IllegalArgumentException(
                    "host " + setup.host()
                            + " can be reached from other machines, so the API needs tokens; give some, or listen at 127.0.0.1");
        }
        this.setup = setup;
        var api = new Api(setup);
        this.document = api.document();
        this.streams = new Streams(setup);
        this.dispatcher =
                new Dispatcher(setup, new BrowserGuard(setup.allowedOrigins(), isLoopback), inFlight, streams::changed);
        this.starts = new StartLane(
                dispatcher,
                document.operation("startJob"),
                new JobStarter(setup.runner()),
                httpThreads,
                setup.maxBodyBytes());
        this.javalin = Javalin.create(config -> configure(config, api));
    }

    /**
     * Listens, and answers from then on.
     *
     * @throws IllegalArgumentException if it is to be reached from other machines without tokens
     * @throws IllegalStateException if the port is taken
     */
    public static RestServer start(RestSetup setup) {
        var server = new RestServer(setup);
        try {
            server.javalin.start();
        } catch (RuntimeException e) {
            server.close();
            throw new IllegalStateException("The API cannot listen at " + setup.host() + ":" + setup.port(), e);
        }
        server.streams.start(setup);
        LOG.info("The API answers at {}", server.uri());
        return server;
    }

    private void configure(JavalinConfig config, Api api) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = Runtime.version().feature() >= 21;
        if (!config.concurrency.useVirtualThreads) {
            // each stream holds a thread
            config.jetty.threadPool = threads(THREADS + setup.maxStreams());
        }
        config.http.prefer405over404 = true;
        config.router.ignoreTrailingSlashes = false;
        config.jetty.modifyServer(jetty -> {
            jetty.setErrorHandler(new ProblemErrorHandler());
            jetty.setHandler(starts); // in front of all else
        });
        config.jetty.addConnector((jetty, http) -> httpThreads.connector(jetty, http, setup.host(), setup.port()));
        config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new ProblemErrorHandler()));
        for (var operation : document.operations()) {
            config.routes.addHttpHandler(
                    HandlerType.findOrCreate(operation.method()),
                    ApiDocument.BASE + operation.path(),
                    handler(operation, api));
            if (operation.id().equals("scrapeMetrics")) {
                // where Prometheus looks unless it is told otherwise
                config.routes.get("/metrics", handler(operation, api));
            }
        }
        config.routes.exception(HttpResponseException.class, this::refuse);
    }

    private static QueuedThreadPool threads(int most) {
        var pool = new QueuedThreadPool(most, 8, 60_000);
        pool.setName("taurine-http");
        return pool;
    }

    private Handler handler(Operation operation, Api api) {
        if (Bindings.STREAMS.contains(operation.id())) {
            return context -> dispatcher.stream(operation, streams, context);
        }
        var answer = api.bindings().get(operation.id());
        return context -> dispatcher.answer(operation, answer, context);
    }

    /** What never came to an operation: there is no such path, or not that method. */
    private void refuse(HttpResponseException e, Context context) {
        var allowed = document.operations().stream()
                .filter(operation -> fits(operation.path(), context.path()))
                .map(Operation::method)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        if (allowed.isEmpty()) {
            Dispatcher.write(
                    new ApiProblem(404, "no_such_path", "There is nothing at " + context.path() + "."), context);
        } else {
            context.header("Allow", String.join(", ", allowed));
            Dispatcher.write(
                    new ApiProblem(405, "method_not_allowed", "This path takes " + String.join(", ", allowed) + "."),
                    context);
        }
    }

    private static boolean fits(String template, String path) {
        var pattern = ApiDocument.BASE + template.replace(".", "\\.").replaceAll("\\{[^}]+}", "[^/]+");
        return path.matches(pattern);
    }

    /** The port that it listens at, also when any was asked for. */
    public int port() {
        return javalin.port();
    }

    /** Where it answers, without the {@code /v1}. */
    public URI uri() {
        var host = setup.host().contains(":") ? "[" + setup.host() + "]" : setup.host();
        return URI.create("http://" + host + ":" + port());
    }

    /** The ids of the operations that are answered, for a test that compares them with the document. */
    Set<String> operationIds() {
        return document.operations().stream().map(Operation::id).collect(Collectors.toSet());
    }

    /** Ends streams, waits for requests that are being answered up to the setup's bound, and stops. Works twice. */
    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        streams.close();
        if (!inFlight.awaitIdle(setup.closeTimeout())) {
            LOG.warn("The API stops while requests are being answered");
        }
        javalin.stop();
        httpThreads.close();
    }
}
