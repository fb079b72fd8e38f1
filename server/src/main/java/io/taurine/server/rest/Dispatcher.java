package io.taurine.server.rest;

import io.javalin.http.Context;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of each request: may this page call, who is it, does it fit the document, then the code that answers, then the audit
 * log. Safe to share between threads.
 */
final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final BrowserGuard guard;
    private final TokenGate gate;
    private final RequestReader reader;
    private final AuditLog audit;
    private final InstantSource clock;
    private final InFlight inFlight;

    private final Consumer<AuditEntry> onChange;
    private final BooleanSupplier isRunning;

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
        guard.check(context.header("Sec-Fetch-Site"), context.header("Origin"), context.header("Host"));
        var caller = gate.admit(operation, context.header("Authorization"));
        return reader.read(operation, caller, context);
    }

    private void record(Operation operation, Context context, int status, String outcome) {
        if (!operation.isChange()) {
            return;
        }
        var holder = gate.holder(context.header("Authorization"));
        var who = holder.map(Principal::name).orElse("unknown");
        var role = holder.map(one -> one.role().wireName()).orElse("");
        var entry = new AuditEntry(clock.instant(), who, role, operation.id(), context.path(), status, outcome);
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
        context.header("Cache-Control", "no-store");
        context.header("X-Content-Type-Options", "nosniff");
        if (body.length > 0) {
            context.contentType(mediaType).result(body);
        } else {
            context.res().setContentType(null);
        }
    }
}
