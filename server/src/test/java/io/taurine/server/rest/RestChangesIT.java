package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told of changes made over HTTP: by dry runs, the audit log and the stream; and whether the server is ready. */
@RedisTest
class RestChangesIT extends RestOnRedis {

    RestChangesIT(TestQueue redis) {
        super(redis);
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
