package io.taurine.cli;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@RedisTest
class CancelCommandIT {

    private final TestQueue queue;
    private final Cli cli;

    CancelCommandIT(TestQueue queue) {
        this.queue = queue;
        this.cli = Cli.on(queue);
    }

    @Test
    void failsAJobThatWaits() {
        cli.done("add", queue.name(), "next");

        var run = cli.done("cancel", queue.name(), "1", "--reason", "not needed");

        assertThat(run.out().strip()).isEqualTo("Job 1 in queue " + queue.name() + " has failed and will not be run");
        assertThatJob(queue, "1").isFailed().hasFailedReason("not needed");
    }

    @Test
    void removesItOnRequest() {
        cli.done("add", queue.name(), "next");

        assertThat(cli.json("cancel", queue.name(), "1", "--remove")
                        .get("outcome")
                        .asText())
                .isEqualTo("removed");

        assertThatJob(queue, "1").doesNotExist();
    }

    @Test
    void endsARunInAnotherProcess() {
        cli.done("add", queue.name(), "endless");
        try (var redis = RedisConnection.connect(TestRedis.shared());
                var worker = Worker.of(queue.name(), Object.class, redis, job -> {
                            new CountDownLatch(1).await();
                            return null;
                        })
                        .closeTimeout(Duration.ZERO)
                        .start()) {
            await().until(() -> worker.runningJobs() == 1);

            await().untilAsserted(() -> assertThat(
                            cli.json("cancel", queue.name(), "1").get("outcome").asText())
                    .isIn("signalled", "already-finished"));

            await().untilAsserted(() -> assertThatJob(queue, "1").isFailed().hasFailedReason("cancelled"));
        }
    }

    @Test
    void saysWhenThereIsNothingToCancel() {
        cli.done("add", queue.name(), "done");
        cli.done("work", queue.name(), "--until-drained");

        var ended = cli.run("cancel", queue.name(), "1");
        assertThat(ended.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(ended.out()).contains("had ended before");
        assertThat(cli.run("cancel", queue.name(), "none").exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(cli.run("cancel", queue.name(), "1", "--reason", " ").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }
}
