package io.taurine.server.override;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.DurationText;
import io.taurine.server.definition.Priority;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.definition.ScheduleText;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is to be otherwise than a definition says; what is not set stays as it is there. Values are texts, as they lie in Redis:
 *
 * <ul>
 *   <li>{@code enabled}: true or false
 *   <li>{@code schedule}: as {@link ScheduleText} reads it, or none
 *   <li>{@code retry.attempts}, {@code retry.delay}, {@code retry.factor}, {@code retry.cap}, {@code retry.jitter}: see
 *       {@link RetryRule}
 *   <li>{@code concurrency}: over the whole cluster, 1 or more, or none; {@code processConcurrency}: 1 or more
 *   <li>{@code lockLifetime}, {@code timeout}: as {@link DurationText} reads them; a timeout may be none
 *   <li>{@code priority}: as {@link Priority#of(String)} reads it
 *   <li>{@code runNow}: true, or the params of a run as JSON: starts a job once, and goes
 * </ul>
 *
 * <p>Immutable, safe to share between threads. Whether the values are right is seen when they meet a definition.
 */
public final class DefinitionOverride {

    static final String RUN_NOW = "runNow";

    private static final DefinitionOverride NONE = new DefinitionOverride(Map.of());

    private final Map<String, String> fields;

    private DefinitionOverride(Map<String, String> fields) {
        this.fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    /** Leaves all as the definition says. */
    public static DefinitionOverride none() {
        return NONE;
    }

    /** Names and values, not looked at yet. */
    public static DefinitionOverride of(Map<String, String> fields) {
        return new DefinitionOverride(fields);
    }

    public static Builder builder() {
        return new Builder(Map.of());
    }

    /** Ordered by name; unmodifiable. */
    public Map<String, String> fields() {
        return fields;
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** The value of a field; empty when it is as the definition says. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** A builder with everything as it is here. */
    public Builder toBuilder() {
        return new Builder(fields);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DefinitionOverride that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fields);
    }

    @Override
    public String toString() {
        return fields.toString();
    }

    /** Collects an override; not safe to share between threads. */
    public static final class Builder {

        private final Map<String, String> fields;

        private Builder(Map<String, String> fields) {
            this.fields = new TreeMap<>(fields);
        }

        public Builder enabled(boolean value) {
            return set(OverrideField.ENABLED, Boolean.toString(value));
        }

        public Builder schedule(Schedule value) {
            return set(OverrideField.SCHEDULE, ScheduleText.format(value));
        }

        /** It does not run by itself. */
        public Builder withoutSchedule() {
            return set(OverrideField.SCHEDULE, OverrideField.NONE);
        }

        public Builder attempts(int value) {
            return set(OverrideField.ATTEMPTS, Integer.toString(value));
        }

        public Builder retry(RetryRule value) {
            set(OverrideField.DELAY, DurationText.format(value.delay()));
            set(OverrideField.FACTOR, OverrideField.plain(value.factor()));
            set(OverrideField.CAP, DurationText.format(value.cap()));
            set(OverrideField.JITTER, OverrideField.plain(value.jitter()));
            return attempts(value.attempts());
        }

        /** Runs at once over the whole cluster; 0 for no bound. */
        public Builder concurrency(int value) {
            return set(OverrideField.CONCURRENCY, value == 0 ? OverrideField.NONE : Integer.toString(value));
        }

        public Builder processConcurrency(int value) {
            return set(OverrideField.PROCESS_CONCURRENCY, Integer.toString(value));
        }

        public Builder lockLifetime(Duration value) {
            return set(OverrideField.LOCK_LIFETIME, DurationText.format(value));
        }

        public Builder timeout(Duration value) {
            return set(OverrideField.TIMEOUT, DurationText.format(value));
        }

        public Builder withoutTimeout() {
            return set(OverrideField.TIMEOUT, OverrideField.NONE);
        }

        public Builder priority(Priority value) {
            return set(OverrideField.PRIORITY, Integer.toString(value.value()));
        }

        /** Starts a job once, with the params of the definition's own scheduled runs. */
        public Builder runNow() {
            fields.put(RUN_NOW, "true");
            return this;
        }

        /** Starts a job once. */
        public Builder runNow(JsonNode params) {
            fields.put(RUN_NOW, params.toString());
            return this;
        }

        /** Leaves that field as the definition says. */
        public Builder without(String field) {
            fields.remove(field);
            return this;
        }

        /** Sets a field by its name. */
        public Builder field(String name, String value) {
            fields.put(name, value);
            return this;
        }

        private Builder set(OverrideField field, String value) {
            fields.put(field.fieldName(), value);
            return this;
        }

        public DefinitionOverride build() {
            return new DefinitionOverride(fields);
        }
    }
}
