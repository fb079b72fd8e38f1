package io.taurine.server.service.http;

import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.taurine.server.service.http.HttpCallException.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends HTTP calls. Each attempt has a time limit and each reply a largest size. A call that may be repeated is sent again when
 * there was no reply, and after 408, 425, 429, 502, 503 and 504, as long as attempts are left; it waits longer each time, or as long
 * as {@code Retry-After} says. Redirects are followed, but never from https to http. An interrupt ends a call at once. Safe to share
 * between threads; needs no closing.
 */
public final class HttpService {

    private static final Set<Integer> WORTH_ANOTHER_ATTEMPT = Set.of(408, 425, 429, 502, 503, 504);

    private final HttpClient client;
    private final HttpSettings settings;
    private final RetryPauses pauses;

    public HttpService(HttpSettings settings) {
        this(settings, InstantSource.system());
    }

    HttpService(HttpSettings settings, InstantSource clock) {
        this.settings = settings;
        this.pauses = new RetryPauses(settings, clock);
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /** Sends a GET; see {@link #send}. */
    public HttpReply get(URI uri) throws InterruptedException {
        return send(HttpCall.get(uri).build());
    }

    /**
     * Sends a call and waits for the reply, whatever its status.
     *
     * @throws HttpCallException if there is none: nobody answered, in time, in the size that is allowed
     * @throws IllegalArgumentException if the JDK's client refuses the method or a header
     */
    public HttpReply send(HttpCall call) throws InterruptedException {
        var request = requestOf(call);
        var limit = TimeLimiter.of(TimeLimiterConfig.custom()
                .timeoutDuration(call.timeLimit().orElse(settings.timeLimit()))
                .build());
        var sent = new AtomicInteger();
        try {
            return retryOf(call)
                    .executeCallable(() -> limit.executeFutureSupplier(() -> {
                        sent.incrementAndGet();
                        return exchange(call, request, sent);
                    }));
        } catch (Exception e) {
            // The pause before another attempt ends with whatever came before it when it is interrupted.
            if (e instanceof InterruptedException || Thread.interrupted()) {
                throw new InterruptedException(call + " was interrupted");
            }
            throw problem(call, sent.get(), e);
        }
    }

    private CompletableFuture<HttpReply> exchange(HttpCall call, HttpRequest request, AtomicInteger sent) {
        var body = BoundedBody.upTo(
                call.maxBodyBytes().orElse(settings.maxBodyBytes()),
                call.method().equals("HEAD"));
        var exchange = client.sendAsync(request, body);
        var reply = exchange.thenApply(response -> replyOf(response, sent.get()));
        // The time limit cancels what it waits for; the connection is that of the exchange behind it.
        reply.whenComplete((value, failure) -> {
            if (reply.isCancelled()) {
                exchange.cancel(true);
            }
        });
        return reply;
    }

    private Retry retryOf(HttpCall call) {
        var attempts = call.isRepeatable() ? call.attempts().orElse(settings.attempts()) : 1;
        var config = RetryConfig.<HttpReply>custom()
                .maxAttempts(attempts)
                .retryOnResult(reply -> WORTH_ANOTHER_ATTEMPT.contains(reply.status()))
                .retryOnException(HttpService::isWorthAnotherAttempt)
                .intervalBiFunction((attempt, outcome) -> pauses.after(attempt, outcome.getOrNull()))
                .build();
        return Retry.of("http", config);
    }

    private static boolean isWorthAnotherAttempt(Throwable failure) {
        return failure instanceof TimeoutException || (failure instanceof IOException && tooLarge(failure) == null);
    }

    private static HttpRequest requestOf(HttpCall call) {
        var body = call.body();
        var request = HttpRequest.newBuilder(call.uri())
                .method(call.method(), body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        for (var header : call.headers()) {
            request.header(header.getKey(), header.getValue());
        }
        return request.build();
    }

    private static HttpReply replyOf(HttpResponse<byte[]> response, int attempts) {
        return new HttpReply(response.statusCode(), response.headers().map(), response.body(), attempts);
    }

    private RuntimeException problem(HttpCall call, int attempts, Exception failure) {
        var tooLarge = tooLarge(failure);
        if (tooLarge != null) {
            return new HttpCallException(
                    call, Problem.TOO_LARGE, attempts, "got a reply of " + tooLarge.getMessage(), failure);
        }
        if (failure instanceof TimeoutException) {
            var limit = call.timeLimit().orElse(settings.timeLimit());
            return new HttpCallException(call, Problem.TIME_LIMIT, attempts, "took longer than " + limit, failure);
        }
        if (failure instanceof IOException) {
            return new HttpCallException(
                    call, Problem.UNREACHABLE, attempts, "got no reply: " + told(failure), failure);
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    /** The JDK's client throws a ConnectException without a message. */
    private static String told(Exception failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static BoundedBody.@Nullable TooLarge tooLarge(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BoundedBody.TooLarge found) {
                return found;
            }
        }
        return null;
    }
}
