package io.taurine.queue;

/**
 * Stands between a caller that adds jobs and Redis. Sees each call once, before anything is encoded or sent, in the caller's
 * thread; may change its jobs, hear how it ends, or refuse it by throwing, and then nothing of the call is added. Given to
 * {@link QueueOptions.Builder#interceptor}; the first one given is called first. Safe to share between threads.
 *
 * @param <T> type of the payloads it looks at
 */
@FunctionalInterface
public interface AddInterceptor<T> {

    /**
     * Returns the call to go on with: the one given, or what its {@link AddCall#map} or {@link AddCall#whenDone} returned.
     * What it throws reaches the caller as it is.
     */
    AddCall<T> intercept(AddCall<T> call);
}
