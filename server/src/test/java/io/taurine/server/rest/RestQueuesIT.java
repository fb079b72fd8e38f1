package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import org.junit.jupiter.api.Test;

/** Shows definitions and queues, pauses and cleans over HTTP. */
@RedisTest
class RestQueuesIT extends RestOnRedis {

    RestQueuesIT(TestQueue redis) {
        super(redis);
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
}
