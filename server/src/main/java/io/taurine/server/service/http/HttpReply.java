package io.taurine.server.service.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What came back. Immutable, safe to share between threads. */
public final class HttpReply {

    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final int attempts;

    HttpReply(int status, Map<String, List<String>> headers, byte[] body, int attempts) {
        this.status = status;
        var byName = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        this.headers = byName;
        this.body = body;
        this.attempts = attempts;
    }

    public int status() {
        return status;
    }

    /** True for 200 to 299. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The first of that name, in any case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** All of that name, in any case. */
    public List<String> headers(String name) {
        return List.copyOf(headers.getOrDefault(name, List.of()));
    }

    /** A copy. */
    public byte[] body() {
        return body.clone();
    }

    /** The body as UTF-8. */
    public String text() {
        return text(StandardCharsets.UTF_8);
    }

    public String text(Charset charset) {
        return new String(body, charset);
    }

    /** How often the call was sent. */
    public int attempts() {
        return attempts;
    }

    /** Status and size; never the body. */
    @Override
    public String toString() {
        return status + ", " + body.length + " bytes";
    }
}
