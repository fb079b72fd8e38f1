package io.taurine.benchmark.server;

import io.taurine.benchmark.Mail;
import io.taurine.server.TaurineServer;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.testkit.ForkedJvm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A job server with the role of an API, as it is started everywhere, and with one definition. */
final class BenchedServer {

    static final String KEY = "mail";

    private BenchedServer() {}

    public static void main(String[] args) throws InterruptedException {
        ForkedJvm.exitWhenParentDies();
        // What the environment says besides is measured too: TAURINE_EVENTS_KEEP_JOB_EVENTS=false.
        var environment = new HashMap<>(System.getenv());
        environment.putAll(
                Map.of("REDIS_URL", args[0], "TAURINE_DATA_FOLDER", args[1], "PORT", "0", "TAURINE_ROLES", "api"));
        var server = TaurineServer.start(
                ServerConfig.parse("taurine.yaml", "", environment),
                List.of(Definition.of(KEY, Mail.class, (params, context) -> null)
                        .build()));
        System.out.println("port " + server.apiUri().orElseThrow().getPort());
        new CountDownLatch(1).await();
    }
}
