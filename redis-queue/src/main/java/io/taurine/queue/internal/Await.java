package io.taurine.queue.internal;

import io.taurine.job.TaurineException;
import io.taurine.queue.connection.RedisUnavailableException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Turns an asynchronous call into its blocking twin, which throws the same exceptions. */
public final class Await {

    private Await() {}

    /**
     * Waits for a stage. The bound on the wait is that of the Redis command behind it.
     *
     * @throws RedisUnavailableException if the thread is interrupted; its flag is set again
     */
    public static <V> V result(CompletionStage<V> stage) {
        try {
            return stage.toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisUnavailableException("Interrupted while waiting for Redis", true, e);
        } catch (ExecutionException e) {
            throw rethrow(e);
        } catch (CancellationException e) {
            throw new RedisUnavailableException("The call to Redis was given up", true, e);
        }
    }

    /** The same outcome, failing with the exception itself instead of one wrapped by the steps before. */
    public static <V> CompletableFuture<V> unwrapped(CompletionStage<V> stage) {
        var result = new CompletableFuture<V>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(unwrap(failure));
            }
        });
        return result;
    }

    /** The exception itself, out of the wrappers that futures put around it. */
    public static Throwable unwrap(Throwable failure) {
        var cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static RuntimeException rethrow(Throwable failure) {
        var cause = unwrap(failure);
        if (cause instanceof TaurineException ours) {
            // The stack of the thread that asked says more than that of the driver's event loop.
            ours.addSuppressed(new CalledHere());
            throw ours;
        }
        if (cause instanceof TimeoutException) {
            throw new RedisUnavailableException("Redis did not answer in time", true, cause);
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(cause);
    }

    /** Marks where a blocking call was made. */
    private static final class CalledHere extends RuntimeException {

        private static final long serialVersionUID = 1L;

        CalledHere() {
            super("called here");
        }
    }
}
