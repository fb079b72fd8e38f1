package io.taurine.queue.internal;

import io.taurine.queue.telemetry.SpanKind;
import io.taurine.queue.telemetry.SpanParent;
import io.taurine.queue.telemetry.Telemetry;
import io.taurine.queue.telemetry.TelemetryMetric;
import io.taurine.queue.telemetry.TelemetrySpan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Telemetry that never fails: what a plug-in throws is logged, and its span does nothing from there on. */
public final class GuardedTelemetry implements Telemetry {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedTelemetry.class);
    private static final TelemetrySpan.Scope NO_SCOPE = () -> {};

    private final Telemetry telemetry;

    private GuardedTelemetry(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    public static Telemetry of(Telemetry telemetry) {
        return telemetry instanceof GuardedTelemetry ? telemetry : new GuardedTelemetry(telemetry);
    }

    @Override
    public TelemetrySpan startSpan(String name, SpanKind kind, SpanParent parent) {
        var span = new GuardedSpan();
        span.guard(() -> span.span = telemetry.startSpan(name, kind, unguarded(parent)));
        return span;
    }

    private static SpanParent unguarded(SpanParent parent) {
        var span = parent.span().orElse(null);
        if (span instanceof GuardedSpan guarded) {
            return guarded.span == null ? SpanParent.none() : SpanParent.span(guarded.span);
        }
        return parent;
    }

    @Override
    public void record(TelemetryMetric metric, double value, Map<String, String> attributes) {
        try {
            telemetry.record(metric, value, attributes);
        } catch (RuntimeException e) { // a plug-in: no job may fail with it
            LOG.warn("Telemetry failed to record {}", metric, e);
        }
    }

    private static final class GuardedSpan implements TelemetrySpan {

        private volatile @Nullable TelemetrySpan span;

        void guard(Runnable call) {
            try {
                call.run();
            } catch (RuntimeException e) { // a plug-in: no job may fail with it
                LOG.warn("Telemetry failed", e);
            }
        }

        @Override
        public void setAttribute(String name, String value) {
            var known = span;
            if (known != null) {
                guard(() -> known.setAttribute(name, value));
            }
        }

        @Override
        public void setAttribute(String name, long value) {
            var known = span;
            if (known != null) {
                guard(() -> known.setAttribute(name, value));
            }
        }

        @Override
        public void setAttribute(String name, boolean value) {
            var known = span;
            if (known != null) {
                guard(() -> known.setAttribute(name, value));
            }
        }

        @Override
        public void setAttribute(String name, List<String> values) {
            var known = span;
            if (known != null) {
                guard(() -> known.setAttribute(name, values));
            }
        }

        @Override
        public void addEvent(String name, String attribute, String value) {
            var known = span;
            if (known != null) {
                guard(() -> known.addEvent(name, attribute, value));
            }
        }

        @Override
        public void recordFailure(Throwable failure) {
            var known = span;
            if (known != null) {
                guard(() -> known.recordFailure(failure));
            }
        }

        @Override
        public Scope makeCurrent() {
            var known = span;
            if (known == null) {
                return NO_SCOPE;
            }
            try {
                var scope = known.makeCurrent();
                return () -> guard(scope::close);
            } catch (RuntimeException e) { // a plug-in: no job may fail with it
                LOG.warn("Telemetry failed", e);
                return NO_SCOPE;
            }
        }

        @Override
        public Optional<String> metadata() {
            var known = span;
            if (known == null) {
                return Optional.empty();
            }
            try {
                return known.metadata();
            } catch (RuntimeException e) { // a plug-in: no job may fail with it
                LOG.warn("Telemetry failed", e);
                return Optional.empty();
            }
        }

        @Override
        public void end() {
            var known = span;
            if (known != null) {
                guard(known::end);
            }
        }
    }
}
