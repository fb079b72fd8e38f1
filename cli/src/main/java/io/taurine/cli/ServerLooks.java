package io.taurine.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Command(name = "locks", description = "Show the leases of servers and of definitions that run once at a time.")
    static final class Locks extends ServerCalls implements Callable<Integer> {

        @Mixin
        private final PageOptions page = new PageOptions();

        Locks(ServerTaurine taurine) {
            super(taurine);
        }

        @Override
        public Integer call() throws Exception {
            return list(
                    client().get("/locks" + ServerClient.query(page.parameters())),
                    "locks",
                    "name",
                    "holder",
                    "remaining",
                    "fencingNumber");
        }
    }

    @Command(name = "audit", description = "Show who changed what, newest first.")
    static final class Audit extends ServerCalls implements Callable<Integer> {

        @Option(names = "--who", paramLabel = "NAME", description = "Only what one did, by the name of the token.")
        private @Nullable String who;

        @Mixin
        private final PageOptions page = new PageOptions();

        Audit(ServerTaurine taurine) {
            super(taurine);
        }

        @Override
        public Integer call() throws Exception {
            var parameters = page.parameters();
            parameters.put("who", who);
            return list(
                    client().get("/audit" + ServerClient.query(parameters)),
                    "changes",
                    "at",
                    "who",
                    "role",
                    "operation",
                    "target",
                    "outcome");
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
