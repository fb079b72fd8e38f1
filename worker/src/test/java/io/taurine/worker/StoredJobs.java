package io.taurine.worker;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.Job;
import java.util.HashMap;
import java.util.Map;

/** Jobs as they come out of Redis, for tests of decisions that need no Redis. */
final class StoredJobs {

    private StoredJobs() {}

    /** A job with these fields, given as name and value in turn. */
    static Job<String> job(String... namesAndValues) {
        var fields = new HashMap<>(Map.of("name", "work", "data", "\"x\"", "opts", "{}", "timestamp", "1"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Job<>("line", "7", fields, JacksonPayloadCodec.defaults(), String.class);
    }
}
