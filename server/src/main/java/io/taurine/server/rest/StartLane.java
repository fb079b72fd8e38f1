package io.taurine.server.rest;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * The short way of the request that comes most often, to start a job. It is served by the thread that reads it from its
 * connection, and nobody waits while Redis is asked, so that hundreds of them leave in a few calls; one thread answers those that
 * come back together. Handing each from thread to thread costs more than all that is done for it. What is not quite plain (a query,
 * a large body or one of unknown length) takes the way of all other requests, on a thread of its own; both ways give the same
 * answers.
 */
final class StartLane extends Handler.Wrapper {

    private static final int LARGEST_BODY = 65_536;

    private final Dispatcher dispatcher;
    private final Operation operation;
    private final JobStarter starter;
    private final HttpThreads threads;
    private final String path;
    private final int largestBody;

    StartLane(Dispatcher dispatcher, Operation operation, JobStarter starter, HttpThreads threads, int maxBodyBytes) {
        this.dispatcher = dispatcher;
        this.operation = operation;
        this.starter = starter;
        this.threads = threads;
        this.path = ApiDocument.BASE + operation.path();
        this.largestBody = Math.min(LARGEST_BODY, maxBodyBytes);
    }

    /** Nothing here waits, so Jetty need not find another thread for the connections before it calls. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!isPlain(request)) {
            getServer().getThreadPool().execute(() -> handOn(request, response, callback));
            return true;
        }
        var exchange = new JettyExchange(request, response, callback);
        Promise.Invocable<byte[]> whenRead = Promise.Invocable.from(
                InvocationType.NON_BLOCKING,
                body -> dispatcher.answer(operation, body, this::start, exchange, threads.replies()),
                callback::failed);
        Content.Source.asByteArrayAsync(request, largestBody, whenRead);
        return true;
    }

    private void handOn(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, 404);
            }
        } catch (Throwable e) { // the top of a request
            Response.writeError(request, response, callback, e);
        }
    }

    /** One with an idempotency key asks Redis several things, one after the other. */
    private CompletionStage<Reply> start(Call call) {
        var key = call.body().get("definitionKey").textValue();
        return call.body().has("idempotencyKey")
                ? CompletableFuture.supplyAsync(
                        () -> starter.start(call, key), getServer().getThreadPool())
                : starter.startAsync(call, key);
    }

    private boolean isPlain(Request request) {
        var length = request.getLength();
        return length > 0
                && length <= largestBody
                && request.getMethod().equals(operation.method())
                && request.getHttpURI().getQuery() == null
                && path.equals(request.getHttpURI().getPath())
                && !request.getHeaders().contains(HttpHeader.EXPECT);
    }
}
