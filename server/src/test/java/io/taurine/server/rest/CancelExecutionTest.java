package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.history.Execution;
import io.taurine.history.History;
import io.taurine.history.HistoryBatch;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.local.LocalJobRunnerProvider;
import io.taurine.server.runner.JobExecutor;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.StartRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The history lags here for ever: it says that run 1 runs, and knows of no other. */
@Timeout(60)
class CancelExecutionTest {

    private final CountDownLatch secondRuns = new CountDownLatch(1);
    private final CountDownLatch firstMayFail = new CountDownLatch(1);
    private volatile Runnable beforeACancel = () -> {};
    private JobRunner runner;
    private History history;
    private RestServer server;
    private ApiClient api;

    @BeforeEach
    void start() {
        runner = new LocalJobRunnerProvider()
                .create(RunnerSetup.of(Definitions.of(
                                failingOnce("at-once", Duration.ZERO),
                                failingOnce("later", Duration.ofHours(1)),
                                failingLate()))
                        .cancelGrace(Duration.ZERO)
                        .closeTimeout(Duration.ofSeconds(2))
                        .build());
        runner.lifecycle().start();
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:cancel" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
        history = History.open(database);
        server = RestServer.start(RestSetup.of(watched(JobRunner.class, runner))
                .port(0)
                .history(history)
                .build());
        api = new ApiClient(server);
    }

    private Definition<?> failingOnce(String key, Duration pause) {
        return Definition.of(key, JsonNode.class, (params, context) -> {
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                    secondRuns.countDown();
                    new CountDownLatch(1).await();
                    return null;
                })
                .retry(RetryRule.fixed(2, pause))
                .build();
    }

    private Definition<?> failingLate() {
        return Definition.of("gated", JsonNode.class, (params, context) -> {
                    if (context.attempt() == 1) {
                        firstMayFail.await();
                        throw new IllegalStateException("not yet");
                    }
                    secondRuns.countDown();
                    new CountDownLatch(1).await();
                    return null;
                })
                .retry(RetryRule.fixed(2, Duration.ZERO))
                .build();
    }

    /** The same, but that something happens right before each cancel. */
    private <T> T watched(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> {
                    if (called.getName().startsWith("cancel")) {
                        beforeACancel.run();
                    }
                    try {
                        var result = called.invoke(target, arguments);
                        return result instanceof JobExecutor executor ? watched(JobExecutor.class, executor) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                }));
    }

    @AfterEach
    void stop() {
        server.close();
        runner.lifecycle().close();
    }

    private String started(String key) {
        var job = runner.executor().start(StartRequest.of(key).build()).jobId();
        var number = job.substring(key.length() + 1);
        history.store()
                .write(new HistoryBatch()
                        .execution(Execution.builder(key + "/" + number, key, number, 1, Instant.EPOCH)
                                .attempt(1)
                                .build()));
        return job;
    }

    private JobStatus status(String job) {
        return runner.executor().find(job).orElseThrow().status();
    }

    private void awaitStatus(String job, JobStatus status) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(status(job)).isEqualTo(status));
    }

    @Test
    void aRunThatEndedDoesNotTakeTheNextWithIt() throws Exception {
        var job = started("at-once");
        secondRuns.await();

        assertThat(api.delete("/executions/" + job + "/1").is(409).code()).isEqualTo("wrong_status");
        assertThat(status(job)).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void aRunThatEndsAtTheLastMomentDoesNotTakeTheNextWithIt() throws Exception {
        var job = started("gated");
        awaitStatus(job, JobStatus.RUNNING);
        beforeACancel = () -> {
            firstMayFail.countDown();
            await().atMost(Duration.ofSeconds(20)).until(() -> secondRuns.getCount() == 0);
        };

        var refused = api.delete("/executions/" + job + "/1").is(409);

        assertThat(refused.code()).isEqualTo("wrong_status");
        assertThat(secondRuns.getCount()).isZero();
        assertThat(status(job)).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void aRunThatWaitsForItsRetryIsNotCancelled() {
        var job = started("later");
        awaitStatus(job, JobStatus.DELAYED);

        assertThat(api.delete("/executions/" + job + "/1").is(409).code()).isEqualTo("wrong_status");
        assertThat(status(job)).isEqualTo(JobStatus.DELAYED);
    }

    @Test
    void aRunThatTheHistoryDoesNotKnowYetIsCancelled() throws Exception {
        var job = started("at-once");
        secondRuns.await();

        assertThat(api.delete("/executions/" + job + "/3").is(404).code()).isEqualTo("no_such_execution");
        api.delete("/executions/" + job + "/2").is(200);

        awaitStatus(job, JobStatus.CANCELLED);
    }
}
