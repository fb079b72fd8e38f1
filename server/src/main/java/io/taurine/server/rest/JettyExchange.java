package io.taurine.server.rest;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** One that comes straight from Jetty. */
record JettyExchange(Request request, Response response, Callback callback) implements Exchange {

    @Override
    public @Nullable String header(String name) {
        return request.getHeaders().get(name);
    }

    @Override
    public String path() {
        return Request.getPathInContext(request);
    }

    @Override
    public void send(int status, Map<String, String> headers, String mediaType, byte[] body) {
        response.setStatus(status);
        var fields = response.getHeaders();
        headers.forEach(fields::put);
        fields.put(HttpHeader.CONTENT_TYPE, mediaType);
        fields.put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
