package io.taurine.server.service.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects a body, and breaks the connection when it becomes too large, or says beforehand that it will. */
final class BoundedBody implements BodySubscriber<byte[]> {

    /** Larger than allowed. */
    static final class TooLarge extends IOException {

        private static final long serialVersionUID = 1L;

        TooLarge(int maxBytes) {
            super("more than " + maxBytes + " bytes");
        }
    }

    private final int maxBytes;
    private final boolean isKnownTooLarge;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    private BoundedBody(int maxBytes, boolean isKnownTooLarge) {
        this.maxBytes = maxBytes;
        this.isKnownTooLarge = isKnownTooLarge;
    }

    static BodyHandler<byte[]> upTo(int maxBytes, boolean isHead) {
        return reply -> new BoundedBody(
                maxBytes,
                // The length in a reply to HEAD is that of a body which does not come.
                !isHead && reply.headers().firstValueAsLong("Content-Length").orElse(0) > maxBytes);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (isKnownTooLarge) {
            refuse(given);
        } else {
            given.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (var part : parts) {
            if (whole.isDone()) {
                return;
            }
            if (bytes.size() + (long) part.remaining() > maxBytes) {
                refuse(subscription);
                return;
            }
            var chunk = new byte[part.remaining()];
            part.get(chunk);
            bytes.writeBytes(chunk);
        }
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        whole.complete(bytes.toByteArray());
    }

    private void refuse(Flow.@Nullable Subscription from) {
        if (from != null) {
            from.cancel();
        }
        whole.completeExceptionally(new TooLarge(maxBytes));
    }
}
