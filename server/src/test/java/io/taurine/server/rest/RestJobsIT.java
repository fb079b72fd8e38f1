package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lists, cancels, retries, promotes and deletes jobs over HTTP, dead ones too. */
@RedisTest
class RestJobsIT extends RestOnRedis {

    RestJobsIT(TestQueue redis) {
        super(redis);
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
}
