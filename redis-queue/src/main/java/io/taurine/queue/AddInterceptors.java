package io.taurine.queue;

import io.taurine.queue.internal.GuardedTelemetry;
import io.taurine.queue.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** {@link AddInterceptor}s in their order. Immutable. Every producer has its calls pass through {@link #apply}. */
public final class AddInterceptors {

    private static final AddInterceptors NONE = new AddInterceptors(List.of());

    private record Entry(Class<?> type, AddInterceptor<?> interceptor) {}

    private final List<Entry> entries;

    private AddInterceptors(List<Entry> entries) {
        this.entries = entries;
    }

    public static AddInterceptors none() {
        return NONE;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** These and one more, called after them, which sees every job whatever its payload. */
    public AddInterceptors with(AddInterceptor<Object> interceptor) {
        return with(Object.class, interceptor);
    }

    /** These and one more, called after them, which sees the jobs whose payload is of that type; null is of none. */
    public <D> AddInterceptors with(Class<D> type, AddInterceptor<D> interceptor) {
        var more = new ArrayList<>(entries);
        more.add(new Entry(Objects.requireNonNull(type, "type"), Objects.requireNonNull(interceptor, "interceptor")));
        return new AddInterceptors(List.copyOf(more));
    }

    /** These and one more, called after them: a span for each add, whose context travels in the jobs. */
    public AddInterceptors with(Telemetry telemetry) {
        return with(new TracingInterceptor(GuardedTelemetry.of(telemetry)));
    }

    /**
     * The call as the interceptors want it. When one refuses, those before it hear the failure and it is thrown. Otherwise
     * the caller must end the call with {@link AddCall#done}.
     */
    @SuppressWarnings("unchecked") // an interceptor only gets payloads of the type it was given for
    public <T> AddCall<T> apply(AddCall<T> call) {
        var current = (AddCall<Object>) call;
        for (var entry : entries) {
            try {
                current = apply((AddInterceptor<Object>) entry.interceptor, entry.type, current);
            } catch (RuntimeException | Error e) {
                current.done(List.of(), e);
                throw e;
            }
        }
        return (AddCall<T>) current;
    }

    private static AddCall<Object> apply(AddInterceptor<Object> interceptor, Class<?> type, AddCall<Object> call) {
        if (type == Object.class) {
            return intercepted(interceptor, call);
        }
        var jobs = call.jobs();
        var fitting = IntStream.range(0, jobs.size())
                .filter(i -> type.isInstance(jobs.get(i).data()))
                .boxed()
                .toList();
        if (fitting.isEmpty()) {
            return call;
        }
        return fitting.size() == jobs.size()
                ? intercepted(interceptor, call)
                : call.merged(fitting, intercepted(interceptor, call.only(fitting)));
    }

    private static AddCall<Object> intercepted(AddInterceptor<Object> interceptor, AddCall<Object> call) {
        var result = Objects.requireNonNull(interceptor.intercept(call), "an AddInterceptor returned null");
        if (result.jobs().size() != call.jobs().size()) {
            throw new IllegalStateException("an AddInterceptor returned another call than the one it was given");
        }
        return result;
    }
}
