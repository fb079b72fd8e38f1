package io.taurine.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.StartRequest;
import io.taurine.testkit.ForkedJvm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A whole server in a JVM of its own that starts some jobs, each a few milliseconds long; of the first one a run never ends. */
final class HistoryProcess {

    private HistoryProcess() {}

    /** Redis, the prefix, the database, a folder, its name, how many jobs. */
    public static void main(String[] args) throws InterruptedException {
        ForkedJvm.exitWhenParentDies();
        var environment = Map.of(
                "REDIS_URL", args[0],
                "TAURINE_REDIS_PREFIX", args[1],
                "DATABASE_URL", args[2],
                "TAURINE_DATA_FOLDER", args[3],
                "WORKER_ID", args[4],
                "PORT", "0",
                "TAURINE_DEFINITIONS_EXAMPLES", "false",
                "TAURINE_WORKER_LOCK_LIFETIME", "2s");
        var work = Definition.of("work", JsonNode.class, (params, context) -> {
                    if (params.asInt() == 0 && args[4].equals("first")) {
                        new CountDownLatch(1).await(); // until it is killed
                    }
                    Thread.sleep(5); // the work of the job, so that some are under way when the server is killed
                    if (context.attempt() == 1 && params.asInt() % 10 == 0) {
                        throw new IllegalStateException("not yet");
                    }
                    return params;
                })
                .retry(RetryRule.fixed(5, Duration.ZERO))
                .build();
        var server = TaurineServer.start(ServerConfig.parse("taurine.yaml", "", environment), List.of(work));
        System.out.println("ready");
        for (var n = 0; n < Integer.parseInt(args[5]); n++) {
            server.runner()
                    .executor()
                    .start(StartRequest.of("work")
                            .params(TestServers.object().numberNode(n))
                            .build());
        }
        System.out.println("all started");
        new CountDownLatch(1).await();
    }
}
