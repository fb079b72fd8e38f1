package io.taurine.queue.flow;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.JobOptions;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.AddInterceptor;
import io.taurine.queue.AddInterceptors;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.telemetry.Telemetry;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options of a {@link FlowProducer}. Immutable. */
public final class FlowProducerOptions {

    private static final FlowProducerOptions DEFAULTS = builder().build();

    private final String prefix;
    private final PayloadCodec codec;
    private final Map<String, JobOptions> queueDefaults;
    private final AddInterceptors interceptors;
    private final @Nullable Telemetry telemetry;

    private FlowProducerOptions(Builder from) {
        prefix = from.prefix;
        codec = from.codec;
        queueDefaults = Map.copyOf(from.queueDefaults);
        interceptors = from.telemetry == null ? from.interceptors : from.interceptors.with(from.telemetry);
        telemetry = from.telemetry;
    }

    public static FlowProducerOptions defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    public String prefix() {
        return prefix;
    }

    public PayloadCodec codec() {
        return codec;
    }

    /** Options under those of each node, by the name of the node's queue. */
    public Map<String, JobOptions> queueDefaults() {
        return queueDefaults;
    }

    /** What every add passes through: those given, and telemetry, which is the last. */
    public AddInterceptors interceptors() {
        return interceptors;
    }

    /** What hears of traces; empty without telemetry. */
    public Optional<Telemetry> telemetry() {
        return Optional.ofNullable(telemetry);
    }

    JobOptions defaultsOf(String queueName) {
        return queueDefaults.getOrDefault(queueName, JobOptions.defaults());
    }

    /** Collects options. Not safe to share between threads. */
    public static final class Builder {

        private String prefix = QueueOptions.DEFAULT_PREFIX;
        private PayloadCodec codec = JacksonPayloadCodec.defaults();
        private final Map<String, JobOptions> queueDefaults = new HashMap<>();
        private AddInterceptors interceptors = AddInterceptors.none();
        private @Nullable Telemetry telemetry;

        private Builder() {}

        /** Prefix of the queues of nodes that name none. Default {@code bull}. Not empty. */
        public Builder prefix(String prefix) {
            this.prefix = QueueKeys.of(prefix, "any").prefix();
            return this;
        }

        /** How payloads become JSON. Default {@link JacksonPayloadCodec#defaults()}. */
        public Builder codec(PayloadCodec codec) {
            this.codec = Objects.requireNonNull(codec, "codec");
            return this;
        }

        /** Options under those of each node of that queue. They must not have a {@code jobId} nor a {@code parent}. */
        public Builder queueDefaults(String queueName, JobOptions options) {
            if (options.jobId().isPresent() || options.parent().isPresent()) {
                throw new IllegalArgumentException("the defaults of queue " + queueName
                        + " must not have a jobId or a parent: every job would have the same");
            }
            queueDefaults.put(QueueKeys.of(prefix, queueName).queue(), options);
            return this;
        }

        /** Stands around every add, after those given before. Default none. */
        public Builder interceptor(AddInterceptor<Object> interceptor) {
            interceptors = interceptors.with(interceptor);
            return this;
        }

        /** Stands around the adds of jobs whose payload is of that type, after those given before. */
        public <D> Builder interceptor(Class<D> type, AddInterceptor<D> interceptor) {
            interceptors = interceptors.with(type, interceptor);
            return this;
        }

        /**
         * Makes a span of each add and one of each job in it, whose context travels in the job. A context that a job has
         * already stays; one that omits its context carries none. Usually
         * {@link io.taurine.queue.opentelemetry.OpenTelemetryTelemetry}. Default none, which costs nothing.
         */
        public Builder telemetry(Telemetry telemetry) {
            this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
            return this;
        }

        public FlowProducerOptions build() {
            return new FlowProducerOptions(this);
        }
    }
}
