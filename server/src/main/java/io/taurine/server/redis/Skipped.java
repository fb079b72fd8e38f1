package io.taurine.server.redis;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.taurine.server.runner.internal.ExactJson;
import java.util.Optional;

/**
 * The result of a job that ended without being run. In Redis it is {@code {"taurine:skipped":"why"}}, and nothing else.
 *
 * @param reason for people
 */
record Skipped(@JsonProperty(FIELD) String reason) {

    static final String FIELD = "taurine:skipped";

    /** Why the job with that result was skipped; empty when it was not. */
    static Optional<String> reason(Optional<String> resultJson) {
        if (resultJson.isEmpty() || !resultJson.get().startsWith("{\"" + FIELD + "\"")) {
            return Optional.empty();
        }
        var result = ExactJson.read(resultJson.get());
        return result.size() == 1 ? Optional.of(result.path(FIELD).asText()) : Optional.empty();
    }
}
