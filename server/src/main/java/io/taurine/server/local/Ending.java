package io.taurine.server.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.ExecutionEnd;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt has ended.
 *
 * @param result of a success; null otherwise
 * @param failure null for a success and a cancelled one
 * @param again how long until the next attempt; null when there is none
 */
record Ending(
        ExecutionEnd end,
        @Nullable JsonNode result,
        @Nullable Throwable failure,
        @Nullable Duration again) {

    static Ending succeeded(JsonNode result) {
        return new Ending(ExecutionEnd.SUCCEEDED, result, null, null);
    }

    static Ending cancelled() {
        return new Ending(ExecutionEnd.CANCELLED, null, null, null);
    }

    static Ending lost() {
        return new Ending(ExecutionEnd.LOST, null, null, Duration.ZERO);
    }

    static Ending failed(Throwable failure, @Nullable Duration again) {
        return new Ending(again == null ? ExecutionEnd.FAILED : ExecutionEnd.RETRIED, null, failure, again);
    }

    static Ending timedOut(Throwable failure, @Nullable Duration again) {
        return new Ending(ExecutionEnd.TIMED_OUT, null, failure, again);
    }
}
