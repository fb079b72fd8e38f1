package io.taurine.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Starts jobs over HTTP. */
@RedisTest
class RestStartIT extends RestOnRedis {

    RestStartIT(TestQueue redis) {
        super(redis);
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
    void aDryRunSeesThatAnIdempotencyKeyWasUsed() {
        var body = "{\"definitionKey\":\"echo\",\"params\":1,\"idempotencyKey\":\"k1\"}";
        var other = body.replace("\"params\":1", "\"params\":2");
        assertThat(api.post("/jobs?dryRun=true", body).is(200).text()).contains("would be started");
        var id = api.post("/jobs", body).is(201).json().get("jobId").asText();

        assertThat(api.post("/jobs?dryRun=true", body).is(200).text()).contains(id);
        assertThat(api.post("/jobs?dryRun=true", other).is(409).code()).isEqualTo("idempotency_conflict");
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
}
