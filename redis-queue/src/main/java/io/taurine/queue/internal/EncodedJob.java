package io.taurine.queue.internal;

import io.taurine.job.JobOptions;
import io.taurine.job.JobOptionsJson;
import io.taurine.job.JobParentJson;
import io.taurine.job.PayloadCodec;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * A job checked and turned into what its hash will hold.
 *
 * @param customId the id that the caller chose, or empty
 * @param name what kind of job it is
 * @param data payload as JSON
 * @param optionsJson options as JSON
 * @param options the options, defaults included
 * @param timestamp creation in ms
 */
public record EncodedJob(
        String customId, String name, String data, String optionsJson, JobOptions options, long timestamp) {

    /**
     * Encodes a job.
     *
     * @throws IllegalArgumentException if the name is empty, the payload larger than its options allow, or the job is a child
     *     with a deduplication id
     */
    public static EncodedJob of(
            String name, @Nullable Object data, JobOptions options, PayloadCodec codec, InstantSource clock) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("job name must not be empty");
        }
        if (options.parent().isPresent() && options.deduplication().isPresent()) {
            throw new IllegalArgumentException("Deduplication and parent options cannot be used together");
        }
        var json = codec.encode(data);
        options.sizeLimit().ifPresent(limit -> requireSize(name, json, limit));
        var timestamp = options.timestamp().map(at -> at.toEpochMilli()).orElseGet(clock::millis);
        return new EncodedJob(
                options.jobId().orElse(""), name, json, JobOptionsJson.write(options), options, timestamp);
    }

    /** Key of the parent job, or empty. */
    public String parentKey() {
        return options.parent().map(parent -> parent.key()).orElse("");
    }

    /** The text of the field {@code parent}, or empty. */
    public String parentJson() {
        return options.parent()
                .map(parent ->
                        JobParentJson.write(parent, options.childFailurePolicy().orElse(null)))
                .orElse("");
    }

    /** Roughly how many bytes it puts on the wire. */
    public long weight() {
        return (long) name.length() + data.length() + optionsJson.length();
    }

    private static void requireSize(String name, String json, int limit) {
        var bytes = json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > limit) {
            throw new IllegalArgumentException(
                    "The size of job " + name + " exceeds the limit " + limit + " bytes: its data has " + bytes);
        }
    }
}
