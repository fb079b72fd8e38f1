package io.taurine.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.JobExecutor;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobScheduler;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.runner.internal.ExactJson;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Runners on Redis under a prefix of a test's own, and what they do. */
final class RunnerBench implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(20);

    final TestQueue test;
    final List<JobEvent> events = new CopyOnWriteArrayList<>();
    private final List<JobRunner> runners = new ArrayList<>();

    RunnerBench(TestQueue test) {
        this.test = test;
    }

    static JsonNode json(String text) {
        return ExactJson.read(text.replace('\'', '"'));
    }

    String prefix() {
        return test.name();
    }

    JobRunner start(Definition<?>... definitions) {
        return start(setup -> setup, definitions);
    }

    /** The first one is also the one that {@link #executor()} and the like are of. */
    JobRunner start(UnaryOperator<RunnerSetup.Builder> settings, Definition<?>... definitions) {
        var setup = RunnerSetup.of(Definitions.of(definitions))
                .redisUri(test.redisUri())
                .prefix(prefix())
                .workerId("w" + (runners.size() + 1))
                .cancelGrace(Duration.ofSeconds(2))
                .closeTimeout(Duration.ofSeconds(5));
        var runner = new RedisJobRunnerProvider().create(settings.apply(setup).build());
        runners.add(runner);
        if (runners.size() == 1) {
            runner.lifecycle().listen(events::add);
        }
        runner.lifecycle().start();
        return runner;
    }

    JobExecutor executor() {
        return runners.get(0).executor();
    }

    JobScheduler scheduler() {
        return runners.get(0).scheduler();
    }

    String run(String key) {
        return executor().start(StartRequest.of(key).build()).jobId();
    }

    String run(String key, String params) {
        return executor()
                .start(StartRequest.of(key).params(json(params)).build())
                .jobId();
    }

    JobView view(String jobId) {
        return executor().find(jobId).orElseThrow();
    }

    JobView awaitStatus(String jobId, JobStatus status) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(view(jobId).status()).isEqualTo(status));
        return view(jobId);
    }

    /** The names of what was told of a job, in order. */
    List<String> told(String jobId) {
        return events.stream()
                .filter(event -> event.jobId().equals(jobId))
                .map(event -> event.kind().busName())
                .toList();
    }

    void awaitTold(String jobId, String... kinds) {
        await().atMost(SOON).untilAsserted(() -> assertThat(told(jobId)).containsExactly(kinds));
    }

    /** What a client that knows nothing of the server does with a queue. */
    Queue<JsonNode> plainQueue(String key, RedisConnection connection) {
        return Queue.of(
                key,
                JsonNode.class,
                connection,
                QueueOptions.builder().prefix(prefix()).build());
    }

    @Override
    public void close() {
        runners.forEach(runner -> runner.lifecycle().close());
        var redis = test.redis();
        for (var pattern : List.of(prefix() + ":*", "taurine::*" + prefix() + "*")) {
            redis.keys(pattern).forEach(redis::del);
        }
    }
}
