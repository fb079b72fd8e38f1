package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.RateLimit;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "limits", description = "Show or change what limits all workers of a queue. Changes first, then shows.")
final class ServerQueueLimits extends ServerCalls implements Callable<Integer> {

    @Parameters(paramLabel = "KEY", description = ServerQueues.KEY)
    private String key = "";

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Most jobs that run at once: an override of the definition.")
    private @Nullable Integer concurrency;

    @Option(names = "--remove-concurrency", description = "As many as the definition says.")
    private boolean removeConcurrency;

    @Option(
            names = "--rate",
            paramLabel = "MAX/TIME",
            converter = RateLimitConverter.class,
            description = "Most jobs that start per time, for example 10/1s.")
    private @Nullable RateLimit rate;

    @Option(names = "--remove-rate", description = "As fast as the workers can.")
    private boolean removeRate;

    @Option(names = "--hold", paramLabel = "TIME", description = "Let no job start for that long; needs a rate.")
    private @Nullable Duration hold;

    @Option(names = "--remove-hold", description = "Begin a new rate window now.")
    private boolean removeHold;

    ServerQueueLimits(ServerTaurine taurine) {
        super(taurine);
    }

    @Override
    public Integer call() throws Exception {
        LimitsCommand.requireOne(concurrency != null && removeConcurrency, "concurrency");
        LimitsCommand.requireOne(rate != null && removeRate, "rate");
        LimitsCommand.requireOne(hold != null && removeHold, "hold");
        if (concurrency != null || removeConcurrency) {
            override();
        }
        var path = path("queues", key, "limits");
        if (rate != null || removeRate || hold != null || removeHold) {
            client().put(path, change(client().get(path)));
        }
        return show(client().get(path));
    }

    /** What is not to be changed is sent as it is: a change takes the place of all there is. */
    private JsonNode change(JsonNode now) {
        var body = Json.object();
        if (rate != null) {
            body.putObject("rate")
                    .put("max", rate.max())
                    .put("per", rate.duration().toString());
        } else if (now.has("rate") && !removeRate) {
            body.set("rate", now.get("rate"));
        }
        if (hold != null) {
            body.put("hold", hold.toString());
        } else if (!removeHold && rate == null && !removeRate) {
            body.put("hold", now.path("held").asText());
        }
        return body;
    }

    /** The other settings that are overridden stay. */
    private void override() throws Exception {
        var path = path("definitions", key, "override");
        var body = Json.object();
        client().get(path)
                .path("override")
                .properties()
                .forEach(field ->
                        body.set(field.getKey(), Json.stored(field.getValue().asText())));
        body.remove("concurrency");
        if (concurrency != null) {
            body.put("concurrency", concurrency);
        }
        client().put(path, body);
    }
}
