package io.taurine.job;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Options as BullMQ stores them in the {@code opts} field of a job: some names are shortened ({@code kl} for keepLogs),
 * {@code attempts} is always there (0 when unset), unknown names survive. Reading is lenient, since other clients write
 * numbers as text, a bare number for a fixed backoff, and values that this library would refuse.
 */
public final class JobOptionsJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String PLAIN = "{\"attempts\":0}";

    /** Ours alone: a name that BullMQ will hardly ever give to an option of its own. */
    private static final String CONTEXT = "taurineContext";

    private JobOptionsJson() {}

    /** The JSON text to store. */
    public static String write(JobOptions options) {
        if (options.setsNothing) {
            return PLAIN;
        }
        var text = new StringWriter(96);
        try (var json = MAPPER.createGenerator(text)) {
            json.writeStartObject();
            writeNumber(json, "delay", options.delayMillis);
            writeNumber(json, "priority", options.priority);
            if (options.lifo != null) {
                json.writeBooleanField("lifo", options.lifo);
            }
            json.writeNumberField("attempts", options.attempts == null ? 0 : options.attempts);
            writeBackoff(json, options.backoff);
            if (options.jobId != null) {
                json.writeStringField("jobId", options.jobId);
            }
            writeNumber(json, "timestamp", options.timestampMillis);
            writeKeep(json, "removeOnComplete", options.removeOnComplete);
            writeKeep(json, "removeOnFail", options.removeOnFail);
            writeNumber(json, "kl", options.keepLogs);
            writeNumber(json, "stackTraceLimit", options.stackTraceLimit);
            writeNumber(json, "sizeLimit", options.sizeLimit);
            if (options.deduplication != null) {
                DeduplicationJson.write(json, options.deduplication);
            }
            if (options.telemetryMetadata != null) {
                json.writeStringField("tm", options.telemetryMetadata);
            }
            if (options.omitTelemetryContext != null && options.omitTelemetryContext) {
                json.writeBooleanField("omc", true);
            }
            writeContext(json, options.context);
            if (options.parent != null) {
                json.writeObjectFieldStart("parent");
                json.writeStringField("id", options.parent.id());
                json.writeStringField("queue", options.parent.queue());
                json.writeEndObject();
            }
            for (var policy : options.policies.entrySet()) {
                json.writeBooleanField(policy.getKey().storedName(), policy.getValue());
            }
            for (var other : options.others.entrySet()) {
                json.writePOJOField(other.getKey(), other.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new PayloadException("The job options cannot be written as JSON: " + e.getMessage(), e);
        }
        return text.toString();
    }

    /**
     * Reads stored options; null or empty text gives the defaults.
     *
     * @throws PayloadException if the text is not a JSON object
     */
    public static JobOptions read(@Nullable String json) {
        if (json == null || json.isEmpty() || json.equals(PLAIN)) {
            return JobOptions.defaults();
        }
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (IOException e) {
            throw new PayloadException("The job's opts are not valid JSON: " + e.getMessage(), e);
        }
        if (!tree.isObject()) {
            throw new PayloadException("The job's opts are not a JSON object but " + tree.getNodeType(), null);
        }
        return read(tree);
    }

    private static JobOptions read(JsonNode tree) {
        var options = JobOptions.builder()
                .stored(
                        longOf(tree.get("delay")),
                        intOf(tree.get("priority")),
                        intOf(tree.get("attempts")),
                        textOf(tree.get("jobId")),
                        longOf(tree.get("timestamp")))
                .storedLimits(intOf(tree.get("kl")), intOf(tree.get("stackTraceLimit")), intOf(tree.get("sizeLimit")))
                // BullMQ writes false for a text that is not there.
                .storedTelemetry(
                        tree.path("tm").isTextual() ? tree.get("tm").asText() : null,
                        tree.path("omc").asBoolean());
        for (var field : tree.properties()) {
            var value = field.getValue();
            switch (field.getKey()) {
                case "delay",
                        "priority",
                        "attempts",
                        "jobId",
                        "timestamp",
                        "kl",
                        "stackTraceLimit",
                        "sizeLimit",
                        "tm",
                        "omc" -> {}
                case CONTEXT -> readContext(value, options);
                case "lifo" -> options.lifo(value.asBoolean());
                case "backoff" -> readBackoff(value, options);
                case "removeOnComplete" -> {
                    var keep = readKeep(value);
                    if (keep != null) {
                        options.removeOnComplete(keep);
                    }
                }
                case "removeOnFail" -> {
                    var keep = readKeep(value);
                    if (keep != null) {
                        options.removeOnFail(keep);
                    }
                }
                case "de" -> {
                    var deduplication = DeduplicationJson.read(value);
                    if (deduplication != null) {
                        options.deduplication(deduplication);
                    } else {
                        options.other("de", value);
                    }
                }
                case "parent" -> {
                    var parent = JobParentJson.of(value, "queue");
                    if (parent == null) {
                        options.other(field.getKey(), value);
                    } else {
                        options.storedParent(parent);
                    }
                }
                case "fpof", "cpof", "idof", "rdof" -> options.storedPolicy(field.getKey(), value.asBoolean());
                default -> options.other(field.getKey(), value);
            }
        }
        return options.build();
    }

    /** Returns the text when it is a JSON object. */
    static String requireObject(String name, String json) {
        try {
            if (MAPPER.readTree(json).isObject()) {
                return json;
            }
        } catch (IOException notJson) {
            // refused below
        }
        throw new IllegalArgumentException(name + " must be a JSON object, was: " + json);
    }

    private static void writeContext(JsonGenerator json, Map<String, String> context) throws IOException {
        if (context.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(CONTEXT);
        for (var entry : context.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private static void readContext(JsonNode value, JobOptions.Builder options) {
        for (var entry : value.properties()) {
            if (entry.getValue().isValueNode() && !entry.getKey().isEmpty()) {
                options.context(entry.getKey(), entry.getValue().asText());
            }
        }
    }

    private static void writeNumber(JsonGenerator json, String name, @Nullable Number value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value.longValue());
        }
    }

    private static void writeBackoff(JsonGenerator json, @Nullable Backoff backoff) throws IOException {
        if (backoff == null) {
            return;
        }
        json.writeObjectFieldStart("backoff");
        json.writeStringField("type", backoff.type());
        if (backoff.delay() != null) {
            json.writeNumberField("delay", backoff.delay().toMillis());
        }
        if (backoff.jitter() > 0) {
            json.writeNumberField("jitter", backoff.jitter());
        }
        json.writeEndObject();
    }

    private static void readBackoff(JsonNode value, JobOptions.Builder options) {
        if (value.isNumber()) {
            options.backoff(Backoff.fixed(bounded(Duration.ofMillis(Math.max(0, value.asLong())))));
        } else if (value.isObject() && !value.path("type").asText("").isBlank()) {
            var delay = longOf(value.get("delay"));
            var jitter = value.path("jitter").isNumber() ? value.get("jitter").doubleValue() : 0;
            options.backoff(new Backoff(
                    value.get("type").asText(),
                    delay == null ? null : bounded(Duration.ofMillis(Math.max(0, delay))),
                    Math.min(1, Math.max(0, jitter))));
        }
    }

    private static void writeKeep(JsonGenerator json, String name, @Nullable KeepJobs keep) throws IOException {
        if (keep == null) {
            return;
        }
        if (keep.keepsAll()) {
            json.writeBooleanField(name, false);
        } else if (keep.age() == null && keep.count() != null) {
            if (keep.count() == 0) {
                json.writeBooleanField(name, true);
            } else {
                json.writeNumberField(name, keep.count());
            }
        } else {
            json.writeObjectFieldStart(name);
            writeNumber(json, "age", keep.age() == null ? null : keep.age().toSeconds());
            writeNumber(json, "count", keep.count());
            writeNumber(json, "limit", keep.limit());
            json.writeEndObject();
        }
    }

    private static @Nullable KeepJobs readKeep(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean() ? KeepJobs.none() : KeepJobs.all();
        }
        if (value.isNumber()) {
            var number = Objects.requireNonNull(intOf(value));
            return number < 0 ? KeepJobs.all() : KeepJobs.count(number);
        }
        if (!value.isObject()) {
            return null;
        }
        var count = intOf(value.get("count"));
        var age = longOf(value.get("age"));
        var limit = intOf(value.get("limit"));
        return new KeepJobs(
                count == null || count < 0 ? null : count,
                age == null || age < 0 ? null : bounded(Duration.ofSeconds(age)),
                limit == null || limit < 1 ? null : limit);
    }

    private static Duration bounded(Duration stored) {
        return stored.compareTo(JobOptions.MAX_DELAY) > 0 ? JobOptions.MAX_DELAY : stored;
    }

    private static @Nullable Long longOf(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        var number = node.isNumber() ? node.doubleValue() : node.asDouble(Double.NaN);
        return Double.isNaN(number) ? null : (long) number;
    }

    private static @Nullable Integer intOf(@Nullable JsonNode node) {
        var number = longOf(node);
        return number == null ? null : (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
    }

    private static @Nullable String textOf(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node.asText();
    }
}
