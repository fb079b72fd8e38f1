package io.taurine.server.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.taurine.server.event.EventRefusedException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be emitted: the schemas of payloads, who may publish what, and how much. Names that begin with {@code job.} are the
 * server's own and refused to all. Safe to share between threads.
 */
public final class EventRules {

    private static final int DEFAULT_RATE = 1_000;
    private static final int MOST_PROBLEMS = 20;

    private final Map<String, Schema> schemas;
    private final Map<String, List<EventPattern>> permissions;
    private final RateBounds rates;

    private EventRules(Builder from) {
        this.schemas = Map.copyOf(from.schemas);
        this.permissions = Map.copyOf(from.permissions);
        this.rates = new RateBounds(from.ratePerSecond, System::nanoTime);
    }

    /** No schemas, everybody may publish everything, 1,000 events a second of each source. */
    public static EventRules defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** @throws EventRefusedException if it may not be emitted */
    void check(String name, JsonNode payload, String source) {
        var allowed = permissions.get(source);
        if (name.startsWith(LifecycleEvents.PREFIX)
                || (allowed != null && allowed.stream().noneMatch(pattern -> pattern.matches(name)))) {
            throw new EventRefusedException(
                    Reason.NOT_PERMITTED, source + " may not emit " + name + permitted(allowed), List.of());
        }
        var schema = schemas.get(name);
        if (schema != null) {
            var problems = schema.validate(payload).stream()
                    .limit(MOST_PROBLEMS)
                    .map(problem -> problem.getInstanceLocation() + ": " + problem.getMessage())
                    .toList();
            if (!problems.isEmpty()) {
                throw new EventRefusedException(
                        Reason.SCHEMA, "The payload of " + name + " does not fit its schema: " + problems, problems);
            }
        }
        if (!rates.take(source)) {
            throw new EventRefusedException(
                    Reason.RATE,
                    source + " has emitted " + rates.perSecond() + " events within a second, which is its bound",
                    List.of());
        }
    }

    private static String permitted(@Nullable List<EventPattern> allowed) {
        return allowed == null ? "; names that begin with job. are the server's" : "; it may emit " + allowed;
    }

    /** Collects rules; not safe to share between threads. */
    public static final class Builder {

        private final Map<String, Schema> schemas = new HashMap<>();
        private final Map<String, List<EventPattern>> permissions = new HashMap<>();
        private int ratePerSecond = DEFAULT_RATE;

        private Builder() {}

        /**
         * Payloads of that name must fit this JSON Schema (2020-12 unless it says otherwise).
         *
         * @throws IllegalArgumentException if the name is none, or the schema cannot be read
         */
        public Builder schema(String name, String jsonSchema) {
            EventPattern.requireName(name);
            try {
                var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
                schemas.put(name, registry.getSchema(jsonSchema));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("The schema of " + name + " cannot be read: " + e.getMessage(), e);
            }
            return this;
        }

        /** That source may emit names that fit one of these patterns, and no others. */
        public Builder permit(String source, List<String> patterns) {
            var all = new ArrayList<EventPattern>();
            patterns.forEach(pattern -> all.add(EventPattern.of(pattern)));
            permissions.put(source, List.copyOf(all));
            return this;
        }

        /** Events a second of each source in this process, as many of which may come at once. 1 or more; default 1,000. */
        public Builder ratePerSecond(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("ratePerSecond must be 1 or more, was " + value);
            }
            this.ratePerSecond = value;
            return this;
        }

        public EventRules build() {
            return new EventRules(this);
        }
    }
}
