package io.taurine.server.rest;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers what Jetty refuses by itself, before any of our code has seen it: a path that is none, headers that are too long. */
final class ProblemErrorHandler extends ErrorHandler {

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        var problem = status >= 500
                ? new ApiProblem(status, "internal_error", "The server failed; its log says why.")
                : new ApiProblem(status, "bad_request", "The server cannot read this request: " + message);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ApiProblem.MEDIA_TYPE);
        response.write(true, ByteBuffer.wrap(Json.write(problem.json())), callback);
    }
}
