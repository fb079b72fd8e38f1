package io.taurine.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.Overlap;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobRunnerProvider;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The API over HTTP in front of real queues; each answer is held against the document. */
@RedisTest
@Timeout(60)
class RestIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    record Greeting(String name, int times) {}

    private final CountDownLatch go = new CountDownLatch(1);
    private final Queue<AuditEntry> audit = new ConcurrentLinkedQueue<>();
    private final TestQueue redis;

    private JobRunnerProvider provider;
    private RunnerSetup setup;
    private JobRunner runner;
    private RestServer server;
    private ApiClient api;

    RestIT(TestQueue redis) {
        this.redis = redis;
    }

    @BeforeEach
    void start() {
        var definitions = Definitions.of(
                Definition.of("echo", JsonNode.class, (params, context) -> params)
                        .description("Says it again.")
                        .build(),
                Definition.of("greet", Greeting.class, (params, context) -> "hello " + params.name())
                        .build(),
                Definition.of("greet", Greeting.class, (params, context) -> "hi " + params.name())
                        .version(2)
                        .build(),
                Definition.of("waiting", JsonNode.class, (params, context) -> {
                            context.logger().info("it waits");
                            go.await();
                            return "went";
                        })
                        .build(),
                Definition.of("failing", JsonNode.class, (params, context) -> {
                            throw new IllegalStateException("no luck");
                        })
                        .retry(RetryRule.none())
                        .build());
        provider = ServiceLoader.load(JobRunnerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.name().equals("redis"))
                .findFirst()
                .orElseThrow();
        setup = RunnerSetup.of(definitions)
                .redisUri(redis.redisUri())
                .prefix(redis.name())
                .workerId("w1")
                .cancelGrace(Duration.ofMillis(100))
                .closeTimeout(Duration.ofSeconds(2))
                .build();
        runner = provider.create(setup);
        runner.lifecycle().start();
        server = RestServer.start(
                RestSetup.of(runner).port(0).auditLog(audit::add).build());
        api = new ApiClient(server);
    }

    @AfterEach
    void stop() {
        go.countDown();
        server.close();
        runner.lifecycle().close();
        for (var pattern : List.of(redis.name() + ":*", "taurine::*" + redis.name() + "*")) {
            redis.redis().keys(pattern).forEach(redis.redis()::del);
        }
    }

    /** The plain request goes past the servlet, one with a query does not. */
    @Test
    void bothWaysToStartAJobAnswerAlike() {
        var bodies = List.of(
                "{'definitionKey':'greet','params':{'name':'Ada','times':1}}",
                "{'definitionKey':'greet','params':{'name':'Ada','times':'often','x':1}}",
                "{'definitionKey':'nobody','params':{}}",
                "{'definitionKey':'greet','params':{'name':'Ada','times':1},'priority':'soon','more':1}",
                "{'definitionKey':'greet'",
                "[]");
        for (var body : bodies) {
            var json = body.replace('\'', '"');

            var plain = api.post("/jobs", json);
            var usual = api.post("/jobs?dryRun=false", json);

            assertThat(plain.status()).as(json).isEqualTo(usual.status());
            assertThat(headers(plain)).isEqualTo(headers(usual));
            if (plain.status() != 201) {
                assertThat(plain.json()).isEqualTo(usual.json());
            }
        }
        assertThat(audit)
                .hasSize(2 * bodies.size())
                .allSatisfy(entry -> assertThat(entry.target()).isEqualTo("/v1/jobs"));
        assertThat(api.send("POST", "/jobs", "x".getBytes(UTF_8), Map.of("Content-Type", "text/plain"))
                        .code())
                .isEqualTo("unsupported_media_type");
        assertThat(api.send("POST", "/jobs", "{}".getBytes(UTF_8), Map.of("Origin", "https://elsewhere.example"))
                        .code())
                .isEqualTo("cross_site");
    }

    /** All but those that differ from one answer to the next. */
    private static Map<String, List<String>> headers(ApiClient.Answer answer) {
        var headers = new java.util.TreeMap<>(answer.raw().headers().map());
        List.of("content-length", "date", "location").forEach(headers::remove);
        return headers;
    }

    private String startJob(String body) {
        return api.post("/jobs", body.replace('\'', '"'))
                .is(201)
                .json()
                .get("jobId")
                .asText();
    }

    private JsonNode awaitStatus(String jobId, String status) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(api.get("/jobs/" + jobId)
                                .is(200)
                                .json()
                                .get("status")
                                .asText())
                        .isEqualTo(status));
        return api.get("/jobs/" + jobId).json();
    }

    private static List<String> ids(JsonNode page) {
        return page.get("items").findValuesAsText("id");
    }

    @Test
    void startsAJobFollowsItAndListsIt() {
        var started = api.post("/jobs", "{\"definitionKey\":\"greet\",\"params\":{\"name\":\"Ada\",\"times\":1}}")
                .is(201);

        assertThat(started.json().get("new").booleanValue()).isTrue();
        var id = started.json().get("jobId").asText();
        assertThat(started.raw().headers().firstValue("Location")).contains("/v1/jobs/" + id);
        var job = awaitStatus(id, "succeeded");
        assertThat(job.get("result").asText()).isEqualTo("hi Ada");
        assertThat(job.get("params").get("name").asText()).isEqualTo("Ada");
        assertThat(job.get("definitionVersion").intValue()).isEqualTo(2);
        var listed =
                api.get("/jobs?status=succeeded&definitionKey=greet").is(200).json();
        assertThat(ids(listed)).containsExactly(id);
        assertThat(listed.at("/items/0").has("params")).isFalse();
        assertThat(listed.at("/items/0").has("result")).isFalse();
        var asked = api.get("/jobs?fields=id,params").is(200).json().at("/items/0");
        assertThat(asked.properties()).extracting(Map.Entry::getKey).containsExactly("id", "params");
    }

    @Test
    void theSameIdempotencyKeyFindsTheFirstJobAndRefusesAnotherBody() {
        var body = "{\"definitionKey\":\"echo\",\"params\":1,\"idempotencyKey\":\"k\"}";
        var first = api.post("/jobs", body).is(201).json();

        var again = api.post("/jobs", body).is(200).json();
        var other = api.post("/jobs", body.replace("1", "2")).is(409);

        assertThat(again.get("jobId")).isEqualTo(first.get("jobId"));
        assertThat(again.get("new").booleanValue()).isFalse();
        assertThat(other.code()).isEqualTo("idempotency_conflict");
    }

    @Test
    void numbersBeyondTwoToThe53ArriveAsTheyWereWritten() {
        var params =
                "{\"big\":123456789012345678901234567890,\"exact\":0.1000000000000000055511151231257827,\"long\":9007199254740993}";

        var id = startJob("{'definitionKey':'echo','params':" + params + "}");

        awaitStatus(id, "succeeded");
        assertThat(api.get("/jobs/" + id).text())
                .contains("\"params\":" + params)
                .contains("\"result\":" + params);
    }

    @Test
    void paramsThatDoNotFitAreToldFieldByFieldAlsoInADryRun() {
        for (var dryRun : List.of("false", "true")) {
            var answer = api.post(
                            "/definitions/greet/run?dryRun=" + dryRun,
                            "{\"params\":{\"name\":\"Ada\",\"times\":\"often\",\"nonsense\":1}}")
                    .is(422);

            assertThat(answer.code()).isEqualTo("invalid_params");
            assertThat(answer.json().findValuesAsText("pointer")).contains("/params/times", "/params/nonsense");
        }
        assertThat(ids(api.get("/jobs").json())).isEmpty();
    }

    @Test
    void listsComeInPages() {
        var started = IntStream.range(0, 5)
                .mapToObj(i -> startJob("{'definitionKey':'echo','delay':3600000}"))
                .collect(Collectors.toSet());
        var found = new ArrayList<String>();
        var pages = 0;

        for (var cursor = ""; pages == 0 || !cursor.isEmpty(); pages++) {
            var page = api.get("/jobs?definitionKey=echo&limit=2"
                            + (cursor.isEmpty() ? "" : "&cursor=" + UrlPath.segment(cursor)))
                    .is(200)
                    .json();
            found.addAll(ids(page));
            cursor = page.path("nextCursor").asText();
        }

        assertThat(found).hasSize(5).containsExactlyInAnyOrderElementsOf(started);
        var wrong = api.get("/jobs?cursor=nonsense").is(400);
        assertThat(wrong.json().findValuesAsText("pointer")).containsExactly("/cursor");
        var from = Instant.now().plusSeconds(3600).toString();
        assertThat(ids(api.get("/jobs?from=" + from).is(200).json())).isEmpty();
    }

    @Test
    void cancelsWhatWaitsAndWhatRuns() {
        var delayed = startJob("{'definitionKey':'echo','delay':'PT1H'}");
        var running = startJob("{'definitionKey':'waiting'}");
        awaitStatus(running, "running");

        var first = api.post("/jobs/" + delayed + "/cancel", "{\"reason\":\"changed my mind\"}")
                .is(200)
                .json();
        var second = api.post("/jobs/" + running + "/cancel").is(200).json();

        assertThat(first.get("status").asText()).isEqualTo("cancelled");
        assertThat(second.get("status").asText()).isIn("cancelling", "cancelled");
        assertThat(awaitStatus(delayed, "cancelled").get("reason").asText()).contains("changed my mind");
        awaitStatus(running, "cancelled");
    }

    @Test
    void tellsLogsAndWhoRunsWhat() {
        var id = startJob("{'definitionKey':'waiting'}");
        awaitStatus(id, "running");

        await().atMost(SOON).untilAsserted(() -> {
            var lines = api.get("/jobs/" + id + "/logs").is(200).json().get("items");
            assertThat(lines).anyMatch(line -> line.asText().contains("it waits"));
        });
        var workers = api.get("/workers").is(200).json().get("items");
        assertThat(workers).hasSize(1);
        assertThat(workers.get(0).get("jobs").get(0).asText()).isEqualTo(id);
        assertThat(api.delete("/jobs/" + id).is(409).code()).isEqualTo("wrong_status");
    }

    @Test
    void retriesPromotesAndDeletes() {
        var failed = startJob("{'definitionKey':'failing'}");
        awaitStatus(failed, "failed");
        var delayed = startJob("{'definitionKey':'echo','params':1,'delay':3600000}");

        api.post("/jobs/" + failed + "/retry", "{\"maxAttempts\":2}").is(200);
        api.post("/jobs/" + delayed + "/promote").is(200);

        assertThat(awaitStatus(failed, "failed").get("error").asText()).contains("no luck");
        awaitStatus(delayed, "succeeded");
        assertThat(api.post("/jobs/" + delayed + "/retry").is(409).code()).isEqualTo("wrong_status");
        assertThat(api.post("/jobs/" + delayed + "/promote").is(409).code()).isEqualTo("wrong_status");
        api.delete("/jobs/" + delayed).is(204);
        assertThat(api.get("/jobs/" + delayed).is(404).code()).isEqualTo("no_such_job");
        assertThat(api.delete("/jobs/" + delayed).is(404).code()).isEqualTo("no_such_job");
    }

    @Test
    void deadLettersAreRetriedOneByOneOrInSteps() {
        var dead = IntStream.range(0, 3)
                .mapToObj(i -> startJob("{'definitionKey':'failing'}"))
                .toList();
        dead.forEach(id -> awaitStatus(id, "failed"));
        var alive = startJob("{'definitionKey':'echo'}");
        awaitStatus(alive, "succeeded");

        assertThat(ids(api.get("/dlq").is(200).json())).containsExactlyInAnyOrderElementsOf(dead);
        assertThat(api.get("/dlq/" + dead.get(0)).is(200).json().get("error").asText())
                .contains("no luck");
        assertThat(api.get("/dlq/" + alive).is(404).code()).isEqualTo("no_such_job");
        api.post("/definitions/failing/disable").is(200);
        api.post("/dlq/" + dead.get(0) + "/retry").is(200);
        var step = api.post("/dlq/retry", "{\"definitionKey\":\"failing\",\"limit\":1}")
                .is(200)
                .json();
        assertThat(step.get("done").intValue()).isEqualTo(1);
        assertThat(step.get("more").booleanValue()).isTrue();
        assertThat(ids(api.get("/dlq").json())).hasSize(1);
        api.delete("/dlq/" + ids(api.get("/dlq").json()).get(0)).is(204);
        assertThat(ids(api.get("/dlq").json())).isEmpty();
    }

    @Test
    void aDefinitionThatIsOffTakesNoJobs() {
        assertThat(api.post("/definitions/echo/disable")
                        .is(200)
                        .json()
                        .get("enabled")
                        .booleanValue())
                .isFalse();

        assertThat(api.post("/jobs", "{\"definitionKey\":\"echo\"}").is(409).code())
                .isEqualTo("definition_disabled");
        assertThat(api.get("/queues/echo").is(200).json().get("enabled").booleanValue())
                .isFalse();
        api.post("/definitions/echo/enable").is(200);
        startJob("{'definitionKey':'echo'}");
    }

    @Test
    void showsDefinitionsInAllTheirVersions() {
        var all = api.get("/definitions?limit=3").is(200).json();
        assertThat(all.get("items").findValuesAsText("key")).containsExactly("echo", "failing", "greet");
        assertThat(api.get("/definitions?cursor=" + all.get("nextCursor").asText())
                        .json()
                        .get("items"))
                .hasSize(1);
        assertThat(api.get("/definitions/greet").is(200).json().get("version").intValue())
                .isEqualTo(2);
        assertThat(api.get("/definitions/greet/versions/1")
                        .is(200)
                        .json()
                        .get("version")
                        .intValue())
                .isEqualTo(1);
        assertThat(api.get("/definitions/greet/versions").is(200).json().get("items"))
                .hasSize(2);
        assertThat(api.get("/definitions?fields=key").json().at("/items/0").size())
                .isEqualTo(1);
    }

    @Test
    void pausesAQueueAndResumesIt() {
        assertThat(api.post("/queues/echo/pause?dryRun=true").is(200).json().get("dryRun"))
                .isNotNull();
        assertThat(api.get("/queues/echo").json().get("paused").booleanValue()).isFalse();

        assertThat(api.post("/queues/echo/pause").is(200).json().get("paused").booleanValue())
                .isTrue();

        var id = startJob("{'definitionKey':'echo'}");
        awaitStatus(startJob("{'definitionKey':'greet','params':{'name':'Ada','times':1}}"), "succeeded");
        var queues = api.get("/queues").is(200).json();
        assertThat(queues.at("/items/0/paused").booleanValue()).isTrue();
        assertThat(queues.at("/items/0/counts/queued").intValue()).isEqualTo(1);
        assertThat(queues.at("/items/1/paused").booleanValue()).isFalse();
        assertThat(api.post("/queues/echo/resume").is(200).json().get("paused").booleanValue())
                .isFalse();
        awaitStatus(id, "succeeded");
        assertThat(audit)
                .filteredOn(entry -> entry.operation().endsWith("Queue"))
                .extracting(entry -> entry.operation() + " " + entry.outcome())
                .containsExactly("pauseQueue dry-run", "pauseQueue done", "resumeQueue done");
    }

    @Test
    void countsAndCleansQueues() {
        var done = startJob("{'definitionKey':'echo'}");
        awaitStatus(done, "succeeded");
        startJob("{'definitionKey':'echo','delay':3600000}");

        var counts = api.get("/queues/echo").is(200).json().get("counts");
        assertThat(counts.get("delayed").intValue()).isEqualTo(1);
        assertThat(counts.get("succeeded").intValue()).isEqualTo(1);
        assertThat(api.get("/queues").is(200).json().get("items")).hasSize(4);
        var clean = api.post("/queues/echo/clean", "{\"status\":[\"succeeded\"]}")
                .is(200)
                .json();
        assertThat(clean.get("done").intValue()).isEqualTo(1);
        api.get("/jobs/" + done).is(404);
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
    void aDryRunSeesThatAnIdempotencyKeyWasUsed() {
        var body = "{\"definitionKey\":\"echo\",\"params\":1,\"idempotencyKey\":\"k1\"}";
        var other = body.replace("\"params\":1", "\"params\":2");
        assertThat(api.post("/jobs?dryRun=true", body).is(200).text()).contains("would be started");
        var id = api.post("/jobs", body).is(201).json().get("jobId").asText();

        assertThat(api.post("/jobs?dryRun=true", body).is(200).text()).contains(id);
        assertThat(api.post("/jobs?dryRun=true", other).is(409).code()).isEqualTo("idempotency_conflict");
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

    @Test
    void aDryRunOfEachChangeChangesNothing() {
        var failed = startJob("{'definitionKey':'failing'}");
        awaitStatus(failed, "failed");
        var delayed = startJob("{'definitionKey':'echo','delay':3600000}");
        api.post("/schedules", "{\"id\":\"s\",\"definitionKey\":\"echo\",\"schedule\":\"every 1h\"}")
                .is(201);
        var document = ApiDocument.load(Api.PARTS);
        var before = everything();
        audit.clear();

        var changes = document.operations().stream()
                .filter(Operation::isChange)
                .filter(operation -> server.operationIds().contains(operation.id()))
                .toList();
        for (var operation : changes) {
            var id = operation.id().equals("promoteJob") ? delayed : failed;
            var path = operation
                    .path()
                    .replace("{jobId}", id)
                    .replace("{key}", "echo")
                    .replace("{scheduleId}", "s");
            var body = operation.bodySchema() == null ? null : Samples.body(document, operation);
            if (body != null && body.has("definitionKey")) {
                body.put("definitionKey", "echo");
            }
            var answer = api.send(
                            operation.method(), path + "?dryRun=true", body == null ? null : Json.write(body), Map.of())
                    .is(200);
            assertThat(answer.json().get("dryRun").booleanValue()).isTrue();
            assertThat(answer.json().get("operation").asText()).isEqualTo(operation.id());
        }

        assertThat(everything()).isEqualTo(before);
        assertThat(audit)
                .hasSameSizeAs(changes)
                .allMatch(entry -> entry.outcome().equals("dry-run"));
    }

    private List<String> everything() {
        return List.of(
                api.get("/jobs?fields=id,status,params,attemptsMade").text(),
                api.get("/schedules").text(),
                api.get("/definitions").text(),
                api.get("/queues").text());
    }

    @Test
    void eachChangeIsRecordedWithWhoWhatAndOutcome() {
        var id = startJob("{'definitionKey':'echo'}");
        api.post("/jobs/echo:999/cancel").is(404);

        assertThat(audit).extracting(AuditEntry::who).containsOnly("local");
        assertThat(audit)
                .extracting(AuditEntry::operation, AuditEntry::target, AuditEntry::status, AuditEntry::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("startJob", "/v1/jobs", 201, "done"),
                        org.assertj.core.groups.Tuple.tuple(
                                "cancelJob", "/v1/jobs/echo:999/cancel", 404, "no_such_job"));
        awaitStatus(id, "succeeded");
    }

    @Test
    void theStreamTellsOfRealJobsCountsAndChanges() throws Exception {
        try (var stream = new StreamReader(server, "jobs,counts,changes", null)) {
            stream.await("ready", data -> true);

            var id = startJob("{'definitionKey':'echo'}");

            stream.await(
                    "job",
                    data -> data.get("jobId").asText().equals(id)
                            && data.get("kind").asText().equals("succeeded"));
            stream.await("counts", data -> data.at("/counts/succeeded").asInt() == 1);
            stream.await("change", data -> data.get("operation").asText().equals("startJob"));
        }
    }

    @Test
    void isReadyAsLongAsTheRunnerRuns() {
        api.get("/health/live").is(200);
        api.get("/health/ready").is(200);
        assertThat(api.get("/health").is(200).json().get("runner").asText()).isEqualTo("redis");

        runner.lifecycle().close();

        api.get("/health/live").is(200);
        api.get("/health/ready").is(503);
    }
}
