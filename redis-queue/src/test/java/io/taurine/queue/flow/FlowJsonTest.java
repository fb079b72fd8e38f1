package io.taurine.queue.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.job.Backoff;
import io.taurine.job.ChildFailurePolicy;
import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowJsonTest {

    @Test
    void readsATreeAsBullMqsUsersWriteIt() {
        var flow = FlowNode.ofJson("""
                {"name": "report", "queueName": "reports", "data": {"day": 1}, "children": [
                   {"name": "rows", "queueName": "rows", "prefix": "other", "opts": {"priority": 3}, "children": []},
                   {"name": "more", "queueName": "rows", "children": [{"name": "leaf", "queueName": "rows"}]}]}
                """);

        assertThat(flow.name()).isEqualTo("report");
        assertThat(flow.data()).hasToString("{\"day\":1}");
        assertThat(flow.children()).hasSize(2);
        assertThat(flow.children().get(0).prefix()).contains("other");
        assertThat(flow.children().get(0).options().priority()).isEqualTo(3);
        assertThat(flow.children().get(0).data()).isEqualTo(Map.of());
        assertThat(flow.children().get(1).children()).extracting(FlowNode::name).containsExactly("leaf");
    }

    @Test
    void readsEveryOption() {
        var flow = FlowNode.ofJson("""
                {"name": "n", "queueName": "q", "opts": {
                  "jobId": "mine", "delay": 1500, "priority": 3, "lifo": true, "attempts": 4, "timestamp": 1000,
                  "backoff": {"type": "exponential", "delay": 200, "jitter": 0.5},
                  "removeOnComplete": true, "removeOnFail": {"age": 60, "count": 5, "limit": 7}, "keepLogs": 8,
                  "stackTraceLimit": 2, "sizeLimit": 999, "parent": {"id": "7", "queue": "bull:top"},
                  "failParentOnFailure": false, "ignoreDependencyOnFailure": true, "unset": null}}
                """);

        assertThat(flow.options())
                .isEqualTo(JobOptions.builder()
                        .jobId("mine")
                        .delay(Duration.ofMillis(1500))
                        .priority(3)
                        .lifo(true)
                        .attempts(4)
                        .timestamp(Instant.ofEpochMilli(1000))
                        .backoff(new Backoff("exponential", Duration.ofMillis(200), 0.5))
                        .removeOnComplete(true)
                        .removeOnFail(new KeepJobs(5, Duration.ofSeconds(60), 7))
                        .keepLogs(8)
                        .stackTraceLimit(2)
                        .sizeLimit(999)
                        .parent("7", "bull:top")
                        .failParentOnFailure(false)
                        .ignoreDependencyOnFailure(true)
                        .build());
        assertThat(flow.options().childFailurePolicy()).contains(ChildFailurePolicy.IGNORE_DEPENDENCY);
    }

    @Test
    void readsTheShortForms() {
        var flow = FlowNode.ofJson("""
                {"name": "n", "queueName": "q", "opts": {"backoff": 100, "removeOnComplete": 10, "removeOnFail": false,
                  "attempts": 0, "deduplication": {"id": "d", "ttl": 50}}}
                """);

        assertThat(flow.options())
                .isEqualTo(JobOptions.builder()
                        .backoff(Backoff.fixed(Duration.ofMillis(100)))
                        .removeOnComplete(KeepJobs.count(10))
                        .removeOnFail(false)
                        .attempts(1)
                        .deduplication(Deduplication.throttle("d", Duration.ofMillis(50)))
                        .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                   | the flow is not JSON",
                "[]                                                  | flow must be an object",
                "{\"queueName\":\"q\"}                               | flow: name must be a text",
                "{\"name\":\"n\",\"queueName\":\"a:b\"}              | must not contain ':'",
                "{\"name\":\"n\",\"queueName\":\"q\",\"option\":1}   | unknown field option",
                "{\"name\":\"n\",\"queueName\":\"q\",\"children\":1} | children must be an array",
                "{\"name\":\"n\",\"queueName\":\"q\",\"children\":[{\"name\":\"c\"}]}"
                        + "| flow.children[0]: queueName must be a text",
                "{\"name\":\"n\",\"queueName\":\"q\",\"opts\":{\"prio\":1}}        | unknown option prio",
                "{\"name\":\"n\",\"queueName\":\"q\",\"opts\":{\"priority\":1.5}}  | priority must be a whole number",
                "{\"name\":\"n\",\"queueName\":\"q\",\"opts\":{\"priority\":-1}}   | priority must be between",
                "{\"name\":\"n\",\"queueName\":\"q\",\"opts\":{\"lifo\":\"yes\"}}  | lifo must be true or false",
                "{\"name\":\"n\",\"queueName\":\"q\",\"opts\":{\"jobId\":7}}       | jobId must be a text",
                "{\"name\":\"n\",\"queueName\":\"q\",\"opts\":{\"jobId\":\"7\"}}   | jobId must not be an integer",
                "{\"name\":\"n\",\"queueName\":\"q\",\"opts\":{\"parent\":\"7\"}}  | parent must be an object"
            })
    void saysWhereATreeCannotBeRead(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowNode.ofJson(json))
                .withMessageContaining(message);
    }
}
