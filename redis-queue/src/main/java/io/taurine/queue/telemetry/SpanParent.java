package io.taurine.queue.telemetry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a span belongs. Immutable. */
public final class SpanParent {

    private static final SpanParent CURRENT = new SpanParent(null, null);
    private static final SpanParent NONE = new SpanParent(null, null);

    private final @Nullable String metadata;
    private final @Nullable TelemetrySpan span;

    private SpanParent(@Nullable String metadata, @Nullable TelemetrySpan span) {
        this.metadata = metadata;
        this.span = span;
    }

    /** Under the thread's current span, if it has one. */
    public static SpanParent current() {
        return CURRENT;
    }

    /** Under none: a trace of its own. */
    public static SpanParent none() {
        return NONE;
    }

    /** Under the span whose context travelled in a job; a text that cannot be read counts as none. */
    public static SpanParent metadata(String metadata) {
        return new SpanParent(metadata, null);
    }

    /** Under a span of the same {@link Telemetry}. */
    public static SpanParent span(TelemetrySpan span) {
        return new SpanParent(null, span);
    }

    public boolean isCurrent() {
        return this == CURRENT;
    }

    public Optional<String> metadata() {
        return Optional.ofNullable(metadata);
    }

    public Optional<TelemetrySpan> span() {
        return Optional.ofNullable(span);
    }
}
