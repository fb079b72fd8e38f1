package io.taurine.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Commands that only look, and are no groups. */
final class ServerLooks {

    private ServerLooks() {}

    @Command(name = "workers", description = "Show who runs what.")
    static final class Workers extends ServerCalls implements Callable<Integer> {

        @Mixin
        private final PageOptions page = new PageOptions();

        Workers(ServerTaurine taurine) {
            super(taurine);
        }

        @Override
        public Integer call() throws Exception {
            return list(
                    client().get("/workers" + ServerClient.query(page.parameters())),
                    "workers",
                    "name",
                    "running",
                    "maxConcurrency",
                    "definitions",
                    "jobs");
        }
    }

    @Command(name = "metrics", description = "Show jobs by status, throughput, and how the last day went.")
    static final class Metrics extends ServerCalls implements Callable<Integer> {

        Metrics(ServerTaurine taurine) {
            super(taurine);
        }

        @Override
        public Integer call() throws Exception {
            return show(client().get("/metrics/summary"));
        }
    }

    @Command(name = "health", description = "Show the checks of the server; exit code 1 when one is down.")
    static final class Health extends ServerCalls implements Callable<Integer> {

        Health(ServerTaurine taurine) {
            super(taurine);
        }

        @Override
        public Integer call() throws Exception {
            var health = client().get("/health");
            show(health);
            return health.path("status").asText().equals("up") ? ExitCode.DONE : ExitCode.REFUSED;
        }
    }
}
