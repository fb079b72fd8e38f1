package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Overlap;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Creates, changes, runs and removes schedules over HTTP. */
@RedisTest
class RestSchedulesIT extends RestOnRedis {

    RestSchedulesIT(TestQueue redis) {
        super(redis);
    }

    @Test
    void schedulesAreCreatedChangedRunAndRemoved() {
        var body =
                "{\"id\":\"nightly\",\"definitionKey\":\"echo\",\"schedule\":\"0 3 * * * in Europe/Berlin\",\"params\":{\"a\":1}}";
        var created = api.post("/schedules", body).is(201);
        assertThat(created.raw().headers().firstValue("Location")).contains("/v1/schedules/nightly");
        assertThat(api.post("/schedules", body).is(409).code()).isEqualTo("schedule_exists");

        var read = api.get("/schedules/nightly").is(200);
        var etag = read.raw().headers().firstValue("ETag").orElseThrow();
        assertThat(read.json().at("/schedule/timeZone").asText()).isEqualTo("Europe/Berlin");
        assertThat(api.get("/schedules").is(200).json().at("/items/0").has("params"))
                .isFalse();
        assertThat(api.get("/schedules/nightly/preview?count=3").is(200).json().get("runs"))
                .hasSize(3);

        var change = "{\"definitionKey\":\"echo\",\"schedule\":{\"every\":\"1h\"}}";
        var changed =
                api.put("/schedules/nightly", change, Map.of("If-Match", etag)).is(200);
        assertThat(changed.json().at("/schedule/every").asText()).isEqualTo("1h");
        assertThat(api.put("/schedules/nightly", change, Map.of("If-Match", etag))
                        .is(412)
                        .code())
                .isEqualTo("changed_since");
        assertThat(api.send("DELETE", "/schedules/nightly", null, Map.of("If-Match", etag))
                        .is(412)
                        .code())
                .isEqualTo("changed_since");

        assertThat(api.post("/schedules/nightly/disable")
                        .is(200)
                        .json()
                        .get("enabled")
                        .booleanValue())
                .isFalse();
        assertThat(api.post("/schedules/nightly/enable").is(200).json().has("nextRun"))
                .isTrue();
        var run = api.post("/schedules/nightly/run").is(201).json().get("jobId").asText();
        assertThat(awaitStatus(run, "succeeded").get("definitionKey").asText()).isEqualTo("echo");
        api.delete("/schedules/nightly").is(204);
        api.get("/schedules/nightly").is(404);
    }

    @Test
    void aWrongScheduleIsRefusedAndNothingIsWritten() {
        for (var wrong : List.of(
                "\"61 * * * *\"",
                "\"nonsense\"",
                "{}",
                "{\"cron\":\"* * * * *\",\"every\":\"1h\"}",
                "{\"cron\":\"0 0 30 2 *\"}",
                "{\"cron\":\"* * * * *\",\"timeZone\":\"Mars/Base\"}",
                "{\"every\":\"-1h\"}",
                "{\"at\":\"2001-01-01T00:00:00Z\"}",
                "{\"rule\":{\"minute\":99}}",
                "{\"rule\":{\"nonsense\":1}}")) {
            var body = "{\"id\":\"a\",\"definitionKey\":\"echo\",\"schedule\":" + wrong + "}";
            for (var dryRun : List.of("false", "true")) {
                var answer = api.post("/schedules?dryRun=" + dryRun, body);
                assertThat(answer.status()).as("%s %s", wrong, answer.text()).isEqualTo(400);
                assertThat(answer.json().findValuesAsText("pointer").get(0)).startsWith("/schedule");
            }
        }
        assertThat(ids(api.get("/schedules").json())).isEmpty();
    }

    @Test
    void aScheduleOfTheSystemIsNotChangedHere() {
        runner.scheduler()
                .scheduleSystem(new ScheduleRequest(
                        "yearly",
                        "echo",
                        OptionalInt.empty(),
                        Schedule.cron("0 0 1 1 *", ZoneOffset.UTC),
                        NullNode.getInstance(),
                        Overlap.ALLOW,
                        ScheduleRequest.MissedRuns.SKIP));
        var change = "{\"definitionKey\":\"echo\",\"schedule\":\"hourly\"}";
        for (var dryRun : List.of("false", "true")) {
            assertThat(api.put("/schedules/yearly?dryRun=" + dryRun, change, Map.of())
                            .is(409)
                            .code())
                    .isEqualTo("system_schedule");
            assertThat(api.delete("/schedules/yearly?dryRun=" + dryRun).is(409).code())
                    .isEqualTo("system_schedule");
        }
        assertThat(api.get("/schedules/yearly").json().at("/schedule/cron").asText())
                .isEqualTo("0 0 1 1 *");
    }

    @Test
    void ofManyWhoChangeWhatTheyHaveReadOneDoesWhicheverServerTheyAsk() throws Exception {
        var etag = api.post("/schedules", "{\"id\":\"s\",\"definitionKey\":\"echo\",\"schedule\":\"every 1h\"}")
                .is(201)
                .raw()
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        var otherRunner = provider.create(setup);
        otherRunner.lifecycle().start();
        var everybody = Executors.newFixedThreadPool(8);
        try (var otherServer =
                RestServer.start(RestSetup.of(otherRunner).port(0).build())) {
            var servers = List.of(api, new ApiClient(otherServer));
            var answers = everybody.invokeAll(IntStream.range(0, 8)
                    .<Callable<Integer>>mapToObj(i -> () -> servers.get(i % 2)
                            .put(
                                    "/schedules/s",
                                    "{\"definitionKey\":\"echo\",\"schedule\":\"every " + (2 + i) + "h\"}",
                                    Map.of("If-Match", etag))
                            .status())
                    .toList());

            var statuses = new ArrayList<Integer>();
            for (var answer : answers) {
                statuses.add(answer.get());
            }
            assertThat(statuses).containsOnly(200, 412).containsOnlyOnce(200);
        } finally {
            everybody.shutdown();
            otherRunner.lifecycle().close();
        }
    }

    @Test
    void aScheduleMayBeAPreset() {
        var created = api.post(
                        "/schedules",
                        "{\"id\":\"lunch\",\"definitionKey\":\"echo\",\"schedule\":\"noon in Europe/Berlin\"}")
                .is(201)
                .json();
        var refused = api.post("/schedules/preview", "{\"schedule\":\"sometimes\"}")
                .is(400)
                .json();

        assertThat(created.at("/schedule/cron").asText()).isEqualTo("0 12 * * *");
        assertThat(refused.findValuesAsText("message").toString()).contains("every-6-hours, midnight, noon");
    }
}
