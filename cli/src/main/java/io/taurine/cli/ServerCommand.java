package io.taurine.cli;

import io.taurine.cli.Output.Style;
import io.taurine.server.TaurineServer;
import io.taurine.server.config.ConfigurationException;
import io.taurine.server.config.Role;
import io.taurine.server.config.ServerConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "server",
        description = {
            "Run the job server: definitions, schedules, history and an HTTP API. Needs nothing.",
            "Without --redis and REDIS_URL it starts a Redis of its own, which keeps its data."
        })
final class ServerCommand implements Callable<Integer> {

    private final Taurine taurine;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Its configuration, see docs/configuration.md. Default: TAURINE_CONFIG, else taurine.yaml if there.")
    private @Nullable Path file;

    @Option(names = "--port", paramLabel = "PORT", description = "Where to listen; 0 for any free port. Default: 8080.")
    private @Nullable Integer port;

    ServerCommand(Taurine taurine) {
        this.taurine = taurine;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig config;
        try {
            config = ServerConfig.load(Optional.ofNullable(file), settings());
        } catch (ConfigurationException e) {
            e.problems().forEach(problem -> taurine.output().notice("taurine: " + problem));
            return ExitCode.USAGE;
        }
        var server = TaurineServer.start(config);
        // SIGTERM and Ctrl-C end the JVM by way of this.
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "taurine-close"));
        tell(server, config, taurine.output());
        new CountDownLatch(1).await();
        return ExitCode.DONE;
    }

    /** The environment with the options over it. */
    private Map<String, String> settings() {
        var settings = new HashMap<>(taurine.surroundings().environment());
        if (taurine.isRedisGiven()) {
            settings.put("TAURINE_REDIS_URL", taurine.redisUrl());
        }
        taurine.prefixGiven().ifPresent(prefix -> settings.put("TAURINE_REDIS_PREFIX", prefix));
        if (port != null) {
            settings.put("TAURINE_HTTP_PORT", port.toString());
        }
        return settings;
    }

    private static void tell(TaurineServer server, ServerConfig config, Output output) {
        output.result(
                Json.object()
                        .put("event", "started")
                        .put("api", server.apiUri().map(URI::toString).orElse(""))
                        .put("worker", config.worker().id())
                        .put("redis", server.redis()),
                () -> output.styled(Style.BOLD, "Taurine server") + " runs as "
                        + config.worker().id() + ": "
                        + String.join(
                                ", ",
                                config.roles().stream().map(Role::wireName).toList()));
        output.say("  with " + server.redis() + " and " + database(config));
        var uri = server.apiUri();
        if (uri.isPresent() && config.http().tokens().isEmpty()) {
            output.say("");
            output.say("Start a job, follow it, list it:");
            curls(uri.get()).forEach(line -> output.say("  " + line));
        }
        output.say("");
        output.say("Ctrl-C ends it.");
    }

    private static String database(ServerConfig config) {
        return config.database().isPostgres() ? "PostgreSQL" : "H2 (data in " + config.dataFolder() + ")";
    }

    /** Three lines for a shell. */
    private static List<String> curls(URI api) {
        return List.of(
                "job=$(curl -s " + api + "/v1/jobs -H 'Content-Type: application/json'"
                        + " -d '{\"definitionKey\":\"echo\",\"params\":{\"message\":\"hi\"}}'"
                        + " | sed 's/.*\"jobId\":\"\\([^\"]*\\)\".*/\\1/'); echo $job",
                "curl -s " + api + "/v1/jobs/$job; echo",
                "curl -s '" + api + "/v1/jobs?definitionKey=echo'; echo");
    }
}
