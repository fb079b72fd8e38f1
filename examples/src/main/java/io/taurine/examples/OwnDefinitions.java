package io.taurine.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.TaurineServer;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.Overlap;
import io.taurine.server.definition.RunsOn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Definitions that are built, and a server in this process that has them. */
public final class OwnDefinitions {

    record Order(String id) {}

    /** Stands for a library that may crash. */
    public static final class Parser implements JobHandler<JsonNode> {

        @Override
        public Object run(JsonNode params, JobContext context) {
            return params.size();
        }
    }

    private OwnDefinitions() {}

    static List<Definition<?>> all() {
        // snippet: built-definition
        var hash = Definition.of(
                        "hash.text",
                        JsonNode.class,
                        (params, context) -> params.toString().hashCode())
                .description("Computes a hash")
                .runsOn(RunsOn.CPU_POOL)
                .overlap(Overlap.SKIP)
                .concurrency(4)
                .config(Map.of("algorithm", "simple"))
                .build();
        // end
        // snippet: child-jvm
        var parse = Definition.of("parse.document", JsonNode.class, new Parser())
                .runsOn(RunsOn.CHILD_JVM)
                .timeout(Duration.ofSeconds(30))
                .build();
        // end
        // snippet: definition-versions
        var first = Definition.of("orders.ship", Order.class, (order, context) -> "by post")
                .version(1)
                .build();
        var second = Definition.of("orders.ship", Order.class, (order, context) -> "by drone")
                .version(2)
                .minimalVersion(1)
                .build();
        // end
        return List.of(hash, parse, first, second);
    }

    static TaurineServer start(Map<String, String> environment) {
        // snippet: own-server
        var config = ServerConfig.load(Optional.empty(), environment);
        var server = TaurineServer.start(config, OwnDefinitions.all());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        // end
        return server;
    }
}
