package io.taurine.job;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stood in Redis when it was read. Immutable, safe to share between threads. Payload, result and options are
 * decoded when asked for, so that one unreadable text never hides the rest of the job.
 *
 * @param <T> type of the payload
 */
public final class Job<T> {

    private final String queueName;
    private final String id;
    private final Map<String, String> fields;
    private final PayloadCodec codec;
    private final Type dataType;

    /** Wraps the fields of a job hash (BullMQ's names and encodings); the map must not change afterwards. */
    public Job(String queueName, String id, Map<String, String> fields, PayloadCodec codec, Type dataType) {
        this.queueName = queueName;
        this.id = id;
        this.fields = Collections.unmodifiableMap(fields);
        this.codec = codec;
        this.dataType = dataType;
    }

    public String queueName() {
        return queueName;
    }

    public String id() {
        return id;
    }

    public String name() {
        return fields.getOrDefault("name", "");
    }

    /**
     * The payload; null when JSON {@code null} was stored.
     *
     * @throws PayloadException if the stored text is no JSON or does not fit the type
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the codec was asked for T; a null payload is the producer's choice
    public T data() {
        return (T) codec.decode(dataJson(), dataType);
    }

    /** The payload as stored; <code>{}</code> when nothing was. */
    public String dataJson() {
        var json = fields.get("data");
        return json == null || json.isEmpty() ? "{}" : json;
    }

    /**
     * The options the job was added with.
     *
     * @throws PayloadException if the stored text is not a JSON object
     */
    public JobOptions options() {
        return JobOptionsJson.read(fields.get("opts"));
    }

    /** When the job was created, by the producer's clock. */
    public Instant timestamp() {
        return Instant.ofEpochMilli(number("timestamp", 0));
    }

    /** The delay the job is under now; zero once it was promoted. */
    public Duration delay() {
        return Duration.ofMillis(number("delay", 0));
    }

    /** 0 when it has none. */
    public int priority() {
        return count("priority", 0);
    }

    /** Attempts that ended: completed, failed, or failed and retried. */
    public int attemptsMade() {
        return count("attemptsMade", count("atm", 0));
    }

    /** How often a worker claimed the job; larger than {@link #attemptsMade()} after stalls or moves. */
    public int attemptsStarted() {
        return count("ats", 0);
    }

    /** How often the job was taken back from a worker that had gone silent. */
    public int stalledCount() {
        return count("stc", 0);
    }

    public Optional<Instant> processedOn() {
        return instant("processedOn");
    }

    public Optional<Instant> finishedOn() {
        return instant("finishedOn");
    }

    /** Name of the worker that claimed it last, if that worker had one. */
    public Optional<String> processedBy() {
        return field("pb");
    }

    /** JSON text of the last progress reported. */
    public Optional<String> progressJson() {
        return field("progress");
    }

    /** The last progress reported; throws {@link PayloadException} if it does not fit the type. */
    public <P> Optional<P> progress(Class<P> type) {
        return progressJson().map(json -> type.cast(codec.decode(json, type)));
    }

    /** As {@link #progress(Class)}, for types with type arguments. */
    @SuppressWarnings("unchecked") // the codec returns what was asked for
    public <P> Optional<P> progress(TypeRef<P> type) {
        return progressJson().map(json -> (P) codec.decode(json, type.type()));
    }

    /** JSON text of the result of a completed job. */
    public Optional<String> returnValueJson() {
        return field("returnvalue");
    }

    /** The result; empty when there is none or it is {@code null}. {@link PayloadException} if it does not fit. */
    public <R> Optional<R> returnValue(Class<R> type) {
        return returnValueJson().map(json -> type.cast(codec.decode(json, type)));
    }

    /** As {@link #returnValue(Class)}, for types with type arguments. */
    @SuppressWarnings("unchecked") // the codec returns what was asked for
    public <R> Optional<R> returnValue(TypeRef<R> type) {
        return returnValueJson().map(json -> (R) codec.decode(json, type.type()));
    }

    /** Message of the last failed attempt; stays when a later attempt succeeds. */
    public Optional<String> failedReason() {
        return field("failedReason");
    }

    /** One stack trace for each failed attempt that had one, oldest first; empty if the stored text is unreadable. */
    public List<String> stackTraces() {
        return StackTraceList.read(fields.get("stacktrace"));
    }

    /** Full Redis key of the parent job in a flow. */
    public Optional<String> parentKey() {
        return field("parentKey");
    }

    /** The job that waits for this one, or did. */
    public Optional<JobParent> parent() {
        return JobParent.stored(fields.get("parent"), fields.get("parentKey"));
    }

    public Optional<String> deduplicationId() {
        return field("deid");
    }

    /** Id of the job scheduler that made this job. */
    public Optional<String> schedulerId() {
        return field("rjk");
    }

    /** Reason with which the next worker must fail this job without running it. */
    public Optional<String> deferredFailure() {
        return field("defa");
    }

    /** A field of the job hash by its stored name, for what has no accessor here. */
    public Optional<String> field(String storedName) {
        return Optional.ofNullable(fields.get(storedName));
    }

    /** All fields as stored; unmodifiable. */
    public Map<String, String> fields() {
        return fields;
    }

    private Optional<Instant> instant(String field) {
        var millis = number(field, -1);
        return millis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private int count(String field, int otherwise) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number(field, otherwise)));
    }

    private long number(String field, long otherwise) {
        return parse(fields.get(field), otherwise);
    }

    // Other clients may have stored a fraction or nothing at all; a job must stay readable all the same.
    private static long parse(@Nullable String text, long otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notAnInteger) {
            try {
                return (long) Double.parseDouble(text);
            } catch (NumberFormatException notANumber) {
                return otherwise;
            }
        }
    }

    @Override
    public String toString() {
        return "Job " + id + " (" + name() + ") in queue " + queueName;
    }
}
