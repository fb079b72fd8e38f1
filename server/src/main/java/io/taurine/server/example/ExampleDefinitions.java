package io.taurine.server.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Overlap;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.definition.RunsOn;
import io.taurine.server.definition.Services;
import io.taurine.server.file.FileStore;
import io.taurine.server.service.http.HttpService;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The example definitions. One that lacks a service or a program here says so itself. */
public final class ExampleDefinitions {

    private static final Schedule EACH_MINUTE = Schedule.cron("* * * * *", ZoneOffset.UTC);

    private ExampleDefinitions() {}

    /**
     * All of them.
     *
     * @param services what their runs will be given; looked at for what is missing: {@link DataSource}, {@link HttpService},
     *     {@link RedisConnection}, {@link FileStore}
     */
    public static List<Definition<?>> all(Services services) {
        return all(
                services, Ffmpeg.find(Optional.ofNullable(System.getenv("PATH")).orElse("")));
    }

    static List<Definition<?>> all(Services services, Optional<Ffmpeg> ffmpeg) {
        return List.of(
                echo(),
                failing(),
                computeMath(),
                processData(),
                processBatch(),
                callApi(services),
                payOrder(services),
                sessionTimeout(services),
                watchdog(),
                encodeVideo(services, ffmpeg));
    }

    private static Definition<?> echo() {
        return Definition.of("echo", JsonNode.class, new EchoHandler())
                .description("Returns what it was sent")
                .build();
    }

    private static Definition<?> failing() {
        return Definition.of("failing", FailingHandler.Params.class, new FailingHandler())
                .description("Fails, always or the first times, to see what becomes of that")
                .retry(RetryRule.exponential(3, Duration.ofSeconds(1)))
                .build();
    }

    private static Definition<?> computeMath() {
        return Definition.of("compute.math", MathHandler.Params.class, new MathHandler())
                .description("Adds, multiplies, finds Fibonacci numbers and primes, exactly")
                .runsOn(RunsOn.CPU_POOL)
                .timeout(Duration.ofMinutes(5))
                .build();
    }

    private static Definition<?> processData() {
        return Definition.of("process.data", DataHandler.Params.class, new DataHandler())
                .description("Groups records by a field and adds up another")
                .build();
    }

    private static Definition<?> processBatch() {
        return Definition.of("process.batch", BatchHandler.Params.class, new BatchHandler())
                .description("Goes through items in batches and tells how far it is after each")
                .build();
    }

    private static Definition<?> callApi(Services services) {
        var definition = Definition.of("call.api", ApiHandler.Params.class, new ApiHandler())
                .description("Calls an HTTP API of the hosts that its config allows")
                .config(Map.of("hosts", List.of("localhost", "127.0.0.1", "[::1]")))
                .retry(RetryRule.exponential(3, Duration.ofSeconds(2)));
        return needing(HttpService.class, services, definition).build();
    }

    private static Definition<?> payOrder(Services services) {
        var definition = Definition.of("pay.order", PaymentHandler.Params.class, new PaymentHandler())
                .description("Pays an order once, however often it runs")
                .retry(RetryRule.exponential(5, Duration.ofSeconds(1)));
        return needing(DataSource.class, services, definition).build();
    }

    private static Definition<?> sessionTimeout(Services services) {
        var definition = Definition.of("session-timeout", JsonNode.class, new SessionTimeoutHandler())
                .description("Deletes expired sessions each minute")
                .schedule(EACH_MINUTE)
                .overlap(Overlap.SKIP)
                .timeout(Duration.ofMinutes(5));
        return needing(DataSource.class, services, definition).build();
    }

    private static Definition<?> watchdog() {
        return Definition.of("watchdog", JsonNode.class, new WatchdogHandler())
                .description("Looks after database, Redis and memory each minute")
                .schedule(EACH_MINUTE)
                .overlap(Overlap.SKIP)
                .timeout(Duration.ofSeconds(50))
                .config(Map.of("maxMemoryShare", 0.9, "channel", "log"))
                .build();
    }

    private static Definition<?> encodeVideo(Services services, Optional<Ffmpeg> ffmpeg) {
        var definition = Definition.of("encode.video", VideoHandler.Params.class, new VideoHandler(ffmpeg))
                .description("Encodes an uploaded video to 720p, 1080p or 4k")
                .processConcurrency(1)
                .timeout(Duration.ofHours(6));
        return (ffmpeg.isPresent()
                        ? needing(FileStore.class, services, definition)
                        : definition.unavailable(Ffmpeg.MISSING))
                .build();
    }

    private static <P> Definition.Builder<P> needing(
            Class<?> type, Services services, Definition.Builder<P> definition) {
        return services.find(type).isPresent()
                ? definition
                : definition.unavailable("it needs the service " + type.getName());
    }
}
