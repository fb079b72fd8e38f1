package io.taurine.server.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import org.jspecify.annotations.Nullable;

/** Returns what it was sent. */
final class EchoHandler implements JobHandler<JsonNode> {

    @Override
    public @Nullable Object run(JsonNode params, JobContext context) {
        context.logger().info("Echoing");
        return params;
    }
}
