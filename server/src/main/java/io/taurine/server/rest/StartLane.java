package io.taurine.server.rest;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * The short way of the request that comes most often, to start a job. No thread waits while Redis is asked, so that hundreds of
 * them leave in a few calls, and one thread answers those that come back together: handing each from thread to thread costs more
 * than all that is done for it. What is not quite plain (a query, a large body or one of unknown length) takes the way of all other
 * requests; both ways give the same answers.
 */
final class StartLane extends Handler.Wrapper implements AutoCloseable {

    private static final int LARGEST_BODY = 65_536;

    private final Dispatcher dispatcher;
    private final Operation operation;
    private final Function<Call, CompletionStage<Reply>> answer;
    private final String path;
    private final int largestBody;
    private final ExecutorService replies = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "taurine-http-replies");
        thread.setDaemon(true);
        return thread;
    });

    StartLane(Dispatcher dispatcher, Operation operation, JobStarter starter, int maxBodyBytes) {
        this.dispatcher = dispatcher;
        this.operation = operation;
        this.answer = call ->
                starter.startAsync(call, call.body().get("definitionKey").textValue());
        this.path = ApiDocument.BASE + operation.path();
        this.largestBody = Math.min(LARGEST_BODY, maxBodyBytes);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!isPlain(request)) {
            return super.handle(request, response, callback);
        }
        var exchange = new JettyExchange(request, response, callback);
        Promise.Invocable<byte[]> whenRead = Promise.Invocable.from(
                Invocable.InvocationType.BLOCKING,
                body -> dispatcher.answer(operation, body, answer, exchange, replies),
                callback::failed);
        Content.Source.asByteArrayAsync(request, largestBody, whenRead);
        return true;
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

    /** To be called when no request is under way any more. */
    @Override
    public void close() {
        replies.shutdown();
    }
}
