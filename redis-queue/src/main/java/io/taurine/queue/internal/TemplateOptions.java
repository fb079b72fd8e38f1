package io.taurine.queue.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.job.JobOptions;
import io.taurine.job.JobOptionsJson;
import io.taurine.job.PayloadException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options of a scheduler's template as stored: what belongs to a single run has no place among them. */
public final class TemplateOptions {

    private static final List<String> OF_ONE_RUN =
            List.of("jobId", "delay", "timestamp", "prevMillis", "repeat", "repeatJobKey", "de");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private TemplateOptions() {}

    /** As BullMQ writes them: without attempts when none were set. */
    public static ObjectNode toJson(JobOptions options) {
        var json = stripped(JobOptionsJson.write(options));
        if (json.path("attempts").asInt(0) == 0) {
            json.remove("attempts");
        }
        return json;
    }

    /** Stored options without what other clients let a user put there to no effect. */
    public static ObjectNode stripped(@Nullable String stored) {
        if (stored == null || stored.isEmpty()) {
            return MAPPER.createObjectNode();
        }
        try {
            if (MAPPER.readTree(stored) instanceof ObjectNode json) {
                json.remove(OF_ONE_RUN);
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new PayloadException("The scheduler's opts are not valid JSON: " + e.getOriginalMessage(), e);
        }
        throw new PayloadException("The scheduler's opts are not a JSON object", null);
    }

    public static JobOptions read(@Nullable String stored) {
        return JobOptionsJson.read(stripped(stored).toString());
    }
}
