package io.taurine.server.service.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What to send, and how it departs from the service's {@link HttpSettings}. Immutable, safe to share between threads. */
public final class HttpCall {

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");

    private final String method;
    private final URI uri;
    private final List<Map.Entry<String, String>> headers;
    private final byte[] body;
    private final boolean isRepeatable;
    private final @Nullable Duration timeLimit;
    private final OptionalInt attempts;
    private final OptionalInt maxBodyBytes;

    private HttpCall(Builder from) {
        this.method = from.method;
        this.uri = from.uri;
        this.headers = List.copyOf(from.headers);
        this.body = from.body;
        this.isRepeatable = from.isRepeatable;
        this.timeLimit = from.timeLimit;
        this.attempts = from.attempts;
        this.maxBodyBytes = from.maxBodyBytes;
    }

    public static Builder get(URI uri) {
        return of("GET", uri);
    }

    public static Builder post(URI uri) {
        return of("POST", uri);
    }

    /**
     * Begins a call.
     *
     * @param method as on the wire: {@code GET}
     * @param uri http or https, with a host
     * @throws IllegalArgumentException if it is neither
     */
    public static Builder of(String method, URI uri) {
        return new Builder(method, uri);
    }

    public String method() {
        return method;
    }

    public URI uri() {
        return uri;
    }

    /** In the order they were given. */
    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    /** A copy; empty for none. */
    public byte[] body() {
        return body.clone();
    }

    /** Whether a call that failed is sent again. */
    public boolean isRepeatable() {
        return isRepeatable;
    }

    public Optional<Duration> timeLimit() {
        return Optional.ofNullable(timeLimit);
    }

    public OptionalInt attempts() {
        return attempts;
    }

    public OptionalInt maxBodyBytes() {
        return maxBodyBytes;
    }

    /** Method and address without what may be secret in it: user and query. */
    @Override
    public String toString() {
        var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return method + " " + uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
    }

    static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be more than 0, was " + value);
        }
        return value;
    }

    static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be 1 or more, was " + value);
        }
        return value;
    }

    /** Collects a call; not safe to share between threads. */
    public static final class Builder {

        private final String method;
        private final URI uri;
        private final List<Map.Entry<String, String>> headers = new ArrayList<>();
        private byte[] body = {};
        private boolean isRepeatable;
        private @Nullable Duration timeLimit;
        private OptionalInt attempts = OptionalInt.empty();
        private OptionalInt maxBodyBytes = OptionalInt.empty();

        private Builder(String method, URI uri) {
            var scheme = uri.getScheme();
            if (uri.getHost() == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
                throw new IllegalArgumentException("The address must be http or https, with a host; was " + uri);
            }
            this.method = method;
            this.uri = uri;
            this.isRepeatable = IDEMPOTENT.contains(method);
        }

        /** Adds one; several of a name are all sent. */
        public Builder header(String name, String value) {
            headers.add(Map.entry(name, value));
            return this;
        }

        /** A body of bytes, copied. Default: none. */
        public Builder body(String contentType, byte[] value) {
            this.body = value.clone();
            return header("Content-Type", contentType);
        }

        /** A body that is JSON already. */
        public Builder json(String value) {
            return body("application/json", value.getBytes(StandardCharsets.UTF_8));
        }

        /**
         * Whether a call that failed is sent again. Default: true for GET, HEAD, PUT, DELETE and OPTIONS, false for all others,
         * since the other side may have done it although no reply arrived.
         */
        public Builder repeatable(boolean value) {
            this.isRepeatable = value;
            return this;
        }

        /** Of one attempt, more than 0. Default: the service's. */
        public Builder timeLimit(Duration value) {
            this.timeLimit = positive("timeLimit", value);
            return this;
        }

        /** In all, 1 or more. Default: the service's. */
        public Builder attempts(int value) {
            this.attempts = OptionalInt.of(atLeastOne("attempts", value));
            return this;
        }

        /** Of the reply, 1 or more. Default: the service's. */
        public Builder maxBodyBytes(int value) {
            this.maxBodyBytes = OptionalInt.of(atLeastOne("maxBodyBytes", value));
            return this;
        }

        public HttpCall build() {
            return new HttpCall(this);
        }
    }
}
