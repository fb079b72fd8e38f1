package io.taurine.server.runner;

import static io.taurine.server.runner.RunnerFixture.eventually;
import static io.taurine.server.runner.RunnerFixture.json;
import static io.taurine.server.runner.RunnerFixture.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.definition.RetryableJobException;
import io.taurine.server.definition.RunsOn;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Jobs whose handler has a JVM of its own. */
public interface JobsInChildJvms {

    RunnerFixture fixture();

    /** Ends its JVM when it is told to. */
    final class Reckless implements JobHandler<String> {

        @Override
        public Object run(String params, JobContext context) throws Exception {
            context.logger().info("from a JVM of its own");
            context.progress(1, 2, "half");
            switch (params) {
                case "exit" -> System.exit(7);
                case "busy" -> throw new RetryableJobException("busy", Duration.ofHours(1), null);
                case "fatal" -> throw new FatalJobException("never again");
                case "wait" -> {
                    while (true) {
                        Thread.onSpinWait(); // hears nothing
                    }
                }
                default -> {}
            }
            return context.executionId() + " " + context.attempt() + "/" + context.maxAttempts() + " "
                    + context.config().get("colour") + " "
                    + ProcessHandle.current().pid();
        }
    }

    private static String start(JobRunner runner, String params) {
        return runner.executor()
                .start(StartRequest.of("reckless")
                        .params(json("'" + params + "'"))
                        .build())
                .jobId();
    }

    @Test
    default void aHandlerMayHaveAJvmOfItsOwnWhichCanBeKilled() {
        var runner = fixture()
                .start(
                        setup -> setup.cancelGrace(Duration.ofMillis(200)),
                        Definition.of("reckless", String.class, new Reckless())
                                .runsOn(RunsOn.CHILD_JVM)
                                .processConcurrency(1)
                                .retry(RetryRule.fixed(2, Duration.ZERO))
                                .config(Map.of("colour", "red"))
                                .build());

        var fine = start(runner, "fine");
        var done = fixture().awaitStatus(runner, fine, JobStatus.SUCCEEDED);
        assertThat(Objects.requireNonNull(done.result()).asText())
                .startsWith(fine + "/1 1/2 red ")
                .doesNotEndWith(" " + ProcessHandle.current().pid());
        assertThat(done.progress()).hasToString("{\"done\":1,\"total\":2,\"message\":\"half\"}");
        assertThat(runner.executor().logs(fine, "", 5).items()).containsExactly("INFO from a JVM of its own");

        var fatal = fixture().awaitStatus(runner, start(runner, "fatal"), JobStatus.FAILED);
        assertThat(fatal.attemptsMade()).isEqualTo(1);
        assertThat(fatal.error()).contains("never again");
        var busy = fixture().awaitStatus(runner, start(runner, "busy"), JobStatus.DELAYED);
        assertThat(busy.runAt().orElseThrow())
                .isAfter(busy.startedAt().orElseThrow().plusSeconds(3_000));

        var waits = start(runner, "wait");
        eventually(() -> assertThat(view(runner, waits).progress()).isNotNull());
        runner.executor().cancel(waits, "enough");
        fixture().awaitStatus(runner, waits, JobStatus.CANCELLED);

        var exits = fixture().awaitStatus(runner, start(runner, "exit"), JobStatus.FAILED);
        assertThat(exits.attemptsMade()).isEqualTo(2);
        assertThat(exits.error()).contains("exit code 7");
    }
}
