package io.taurine.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.RunsOn;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.service.http.HttpService;
import io.taurine.testkit.TestQueue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What a handler in a JVM of its own has of the server. */
class ChildServicesIT extends OnRedis {

    ChildServicesIT(TestQueue queue) {
        super(queue);
    }

    /** Emits what it is told to, and tells what services it has. */
    public static final class Curious implements JobHandler<String> {

        @Override
        public Object run(String params, JobContext context) {
            switch (params) {
                case "emit" -> context.emit("child.spoke", Map.of("number", 7));
                case "refused" -> context.emit("not allowed", Map.of());
                case "database" -> context.services().get(DataSource.class);
                default -> {}
            }
            return context.services().find(HttpService.class).isPresent();
        }
    }

    @Test
    void itsEventsReachTheBusOfTheServerAndItHasTheHttpServiceAndSaysWhatItHasNot() {
        var emitted = new CopyOnWriteArrayList<List<Object>>();
        bench.start(
                setup -> setup.events((name, payload, source) -> {
                    if (name.contains(" ")) {
                        throw new IllegalArgumentException("no name: " + name);
                    }
                    emitted.add(
                            List.of(name, ((JsonNode) payload).path("number").asInt(), source));
                }),
                Definition.of("curious", String.class, new Curious())
                        .runsOn(RunsOn.CHILD_JVM)
                        .build());

        var emits = bench.run("curious", "'emit'");
        var refused = bench.run("curious", "'refused'");
        var database = bench.run("curious", "'database'");

        assertThat(Objects.requireNonNull(
                                bench.awaitStatus(emits, JobStatus.SUCCEEDED).result())
                        .asBoolean())
                .isTrue();
        assertThat(emitted).containsExactly(List.of("child.spoke", 7, "curious"));
        assertThat(bench.awaitStatus(refused, JobStatus.FAILED).error()).contains("no name: not allowed");
        assertThat(bench.awaitStatus(database, JobStatus.FAILED).error())
                .contains("A handler in a JVM of its own has no DataSource");
    }
}
