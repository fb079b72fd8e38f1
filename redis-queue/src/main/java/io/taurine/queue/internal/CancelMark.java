package io.taurine.queue.internal;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.TypeRef;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What cancel.lua leaves at a job that a worker holds.
 *
 * @param token value of the lock under which the job was cancelled; a mark from an earlier run has another
 */
record CancelMark(String reason, String token) {

    static final String FIELD = "cancelled";

    private static final Logger LOG = LoggerFactory.getLogger(CancelMark.class);
    private static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};

    /** Empty when there is no such mark. */
    static Optional<CancelMark> read(@Nullable String json) {
        if (json == null) {
            return Optional.empty();
        }
        try {
            if (JacksonPayloadCodec.defaults().decode(json, OBJECT.type()) instanceof Map<?, ?> mark
                    && mark.get("reason") instanceof String reason
                    && mark.get("token") instanceof String token) {
                return Optional.of(new CancelMark(reason, token));
            }
        } catch (RuntimeException notOurs) { // anybody may write a field
            LOG.debug("A mark of a cancel cannot be read: {}", notOurs.getMessage());
        }
        return Optional.empty();
    }
}
