package io.taurine.cli;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The commands that move jobs: pause, resume, retry, promote, remove. */
@RedisTest
class ChangingIT {

    private final TestQueue queue;
    private final Cli cli;

    ChangingIT(TestQueue queue) {
        this.queue = queue;
        this.cli = Cli.on(queue);
    }

    private void addFailed(int jobs) {
        for (int i = 0; i < jobs; i++) {
            cli.done("add", queue.name(), "hopeless");
        }
        cli.done("work", queue.name(), "--exec", "false", "--until-drained");
        assertThatQueue(queue).hasFailed(jobs);
    }

    @Test
    void pausesAndResumes() {
        assertThat(cli.done("pause", queue.name()).out().strip()).isEqualTo("Paused queue " + queue.name());
        assertThatQueue(queue).isPaused();

        assertThat(cli.json("resume", queue.name()).get("paused").asBoolean()).isFalse();
        assertThatQueue(queue).isNotPaused();
    }

    @Nested
    class Retry {

        @Test
        void runsOneJobAgain() {
            addFailed(2);

            var run = cli.done("retry", queue.name(), "1");

            assertThat(run.out()).contains("Job 1 in queue " + queue.name() + " will run again");
            assertThatQueue(queue).hasWaiting(1).hasFailed(1);
        }

        @Test
        void runsAllJobsAgain() {
            addFailed(3);

            assertThat(cli.json("retry", queue.name(), "--all").get("retried").asInt())
                    .isEqualTo(3);
            assertThatQueue(queue).hasWaiting(3).hasFailed(0);
        }

        @Test
        void runsCompletedJobsAgainAndForgetsTheirAttempts() {
            cli.done("add", queue.name(), "again");
            cli.done("work", queue.name(), "--until-drained");

            cli.done("retry", queue.name(), "1", "--state", "completed", "--reset-attempts");

            assertThat(cli.json("job", queue.name(), "1").get("attemptsMade").asInt())
                    .isZero();
            assertThatQueue(queue).hasWaiting(1);
        }

        @Test
        void refusesAJobThatHasNotFailed() {
            cli.done("add", queue.name(), "fine");

            var run = cli.run("retry", queue.name(), "1");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err()).contains("is not failed");
        }

        @Test
        void doesNotGuessWhichJobsAreMeant() {
            assertThat(cli.run("retry", queue.name()).exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(cli.run("retry", queue.name(), "1", "--all").exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(cli.run("retry", queue.name(), "1", "--state", "active").exitCode())
                    .isEqualTo(ExitCode.USAGE);
            assertThat(cli.run("retry", queue.name(), "--all", "--reset-attempts")
                            .exitCode())
                    .isEqualTo(ExitCode.USAGE);
        }
    }

    @Nested
    class Promote {

        @Test
        void letsOneOrAllRunNow() {
            for (int i = 0; i < 3; i++) {
                cli.done("add", queue.name(), "later", "{}", "--delay", "1h");
            }

            cli.done("promote", queue.name(), "2");
            assertThatQueue(queue).hasWaiting(1).hasDelayed(2);

            assertThat(cli.json("promote", queue.name(), "--all")
                            .get("promoted")
                            .asInt())
                    .isEqualTo(2);
            assertThatQueue(queue).hasWaiting(3).hasDelayed(0);
        }

        @Test
        void refusesAJobThatIsNotDelayed() {
            cli.done("add", queue.name(), "now");

            assertThat(cli.run("promote", queue.name(), "1").exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(cli.run("promote", queue.name(), "9").exitCode()).isEqualTo(ExitCode.REFUSED);
        }
    }

    @Nested
    class Remove {

        @Test
        void removesAJob() {
            cli.done("add", queue.name(), "unwanted");

            assertThat(cli.json("remove", queue.name(), "1").get("removed").asInt())
                    .isEqualTo(1);
            assertThatQueue(queue).isEmpty();
        }

        @Test
        void refusesAnUnknownJob() {
            var run = cli.run("remove", queue.name(), "1");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err()).contains("There is no job 1");
        }

        @Test
        void refusesAJobThatAWorkerHolds() {
            cli.done("add", queue.name(), "busy");
            queue.redis().set(queue.key("1:lock"), "somebody");

            var run = cli.run("remove", queue.name(), "1");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err()).contains("locked by a worker");
            assertThatQueue(queue).hasWaiting(1);
        }
    }
}
