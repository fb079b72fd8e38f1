package io.taurine.server.rest;

import io.javalin.http.Context;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of each request: may this page call, who is it, does it fit the document, then the code that answers, then the audit
 * log. Safe to share between threads.
 */
final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final Map<String, String> ALWAYS =
            Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");

    private final BrowserGuard guard;
    private final TokenGate gate;
    private final RequestReader reader;
    private final AuditLog audit;
    private final InstantSource clock;
    private final InFlight inFlight;
    private final Strangers strangers;

    private final Consumer<AuditEntry> onChange;
    private final BooleanSupplier isRunning;

    private interface Headers {
        @Nullable
        String get(String name);
    }

    /**
     * For one server.
     *
     * @param onChange told of each change that was made
     */
    Dispatcher(RestSetup setup, BrowserGuard guard, InFlight inFlight, Consumer<AuditEntry> onChange) {
        this.onChange = onChange;
        this.isRunning = setup.runner().lifecycle()::isRunning;
        this.guard = guard;
        this.gate = new TokenGate(setup.tokens(), setup.clock());
        this.reader = new RequestReader(setup.maxBodyBytes());
        this.audit = setup.auditLog();
        this.clock = setup.clock();
        this.inFlight = inFlight;
        this.strangers = new Strangers(setup.clock());
    }

    void answer(Operation operation, Bindings.Answer answer, Context context) {
        inFlight.enter();
        try {
            answerAdmitted(operation, answer, context);
        } finally {
            inFlight.leave();
        }
    }

    private void answerAdmitted(Operation operation, Bindings.Answer answer, Context context) {
        try {
            var call = admit(operation, context);
            var reply = answer.to(call);
            record(operation, context, reply.status(), call.isDryRun() ? "dry-run" : "done");
            if (reply.content() == null) {
                write(reply, context);
            } else {
                send(reply, reply.content(), context);
            }
        } catch (Exception e) { // the top of a request
            var problem = problem(e);
            record(operation, context, problem.status(), problem.code());
            write(problem, context);
        }
    }

    /**
     * The same way, of a request without parameters whose body is there, without waiting.
     *
     * @param replies where it goes on when the answer is known; not the thread of whoever knows it
     */
    void answer(
            Operation operation,
            byte[] body,
            Function<Call, CompletionStage<Reply>> answer,
            Exchange exchange,
            Executor replies) {
        inFlight.enter();
        CompletionStage<Reply> reply;
        try {
            var caller = admit(operation, exchange::header);
            reply = answer.apply(reader.read(operation, caller, exchange.header("Content-Type"), body));
        } catch (Exception e) { // the top of a request
            reply = CompletableFuture.failedFuture(e);
        }
        reply.whenCompleteAsync((made, failure) -> finish(operation, exchange, made, failure), replies);
    }

    private void finish(Operation operation, Exchange exchange, Reply reply, @Nullable Throwable failure) {
        try {
            if (failure == null) {
                record(operation, exchange::header, exchange.path(), reply.status(), "done");
                exchange.send(reply.status(), headers(reply.headers()), reply.mediaType(), reply.body());
            } else {
                var cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                var problem = problem(cause instanceof Exception e ? e : new IllegalStateException(cause));
                record(operation, exchange::header, exchange.path(), problem.status(), problem.code());
                var more = problem.status() == 401 ? Map.of("WWW-Authenticate", "Bearer") : Map.<String, String>of();
                exchange.send(problem.status(), headers(more), ApiProblem.MEDIA_TYPE, Json.write(problem.json()));
            }
        } finally {
            inFlight.leave();
        }
    }

    private static Map<String, String> headers(Map<String, String> more) {
        var headers = new LinkedHashMap<>(ALWAYS);
        headers.putAll(more);
        return headers;
    }

    /** The same way, to an answer that has no end. */
    void stream(Operation operation, Streams streams, Context context) {
        try {
            streams.answer(admit(operation, context), context);
        } catch (Exception e) { // the top of a request
            write(problem(e), context);
        }
    }

    private ApiProblem problem(Exception failure) {
        return failure instanceof IllegalStateException && !isRunning.getAsBoolean()
                ? new ApiProblem(503, "not_running", "The runner of this server does not run.")
                : Problems.of(failure);
    }

    private Call admit(Operation operation, Context context) throws Exception {
        return reader.read(operation, admit(operation, context::header), context);
    }

    private Principal admit(Operation operation, Headers headers) {
        guard.check(headers.get("Sec-Fetch-Site"), headers.get("Origin"), headers.get("Host"));
        return gate.admit(operation, headers.get("Authorization"));
    }

    private void record(Operation operation, Context context, int status, String outcome) {
        record(operation, context::header, context.path(), status, outcome);
    }

    private void record(Operation operation, Headers headers, String path, int status, String outcome) {
        if (!operation.isChange()) {
            return;
        }
        var holder = gate.holder(headers.get("Authorization"));
        if (holder.isEmpty() || status == 401 || BrowserGuard.REFUSALS.contains(outcome)) {
            strangers.refused(operation, status, outcome);
            return;
        }
        var who = holder.get().name();
        var role = holder.get().role().wireName();
        var entry = new AuditEntry(clock.instant(), who, role, operation.id(), path, status, outcome);
        try {
            audit.record(entry);
        } catch (RuntimeException e) { // the user's own log
            LOG.error("{} of {} could not be written to the audit log", operation.id(), who, e);
        }
        if (outcome.equals("done")) {
            onChange.accept(entry);
        }
    }

    private static void send(Reply reply, Content content, Context context) {
        context.status(reply.status());
        reply.headers().forEach(context::header);
        try (content) {
            content.sendTo(context.res(), reply.mediaType());
        } catch (IOException e) {
            // a client that has gone, mostly; one that has not sees that less came than was said
            LOG.debug("{} was not sent to its end", context.path(), e);
        }
    }

    private static void write(Reply reply, Context context) {
        context.status(reply.status());
        reply.headers().forEach(context::header);
        write(reply.body(), reply.mediaType(), context);
    }

    static void write(ApiProblem problem, Context context) {
        context.status(problem.status());
        if (problem.status() == 401) {
            context.header("WWW-Authenticate", "Bearer");
        }
        write(Json.write(problem.json()), ApiProblem.MEDIA_TYPE, context);
    }

    private static void write(byte[] body, String mediaType, Context context) {
        ALWAYS.forEach(context::header);
        if (body.length > 0) {
            context.contentType(mediaType).result(body);
        } else {
            context.res().setContentType(null);
        }
    }
}
