package io.taurine.cli;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.LMoveArgs;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The commands that remove many jobs: clean, drain, obliterate. */
@RedisTest
class RemovingIT {

    private final TestQueue queue;
    private final Cli cli;

    RemovingIT(TestQueue queue) {
        this.queue = queue;
        this.cli = Cli.on(queue);
    }

    @BeforeEach
    void addThreeCompletedTwoWaitingOneDelayed() {
        for (int i = 0; i < 3; i++) {
            cli.done("add", queue.name(), "done");
        }
        cli.done("work", queue.name(), "--until-drained");
        cli.done("add", queue.name(), "next");
        cli.done("add", queue.name(), "urgent", "{}", "--priority", "1");
        cli.done("add", queue.name(), "later", "{}", "--delay", "1h");
    }

    @Nested
    class Clean {

        @Test
        void removesTheOldestOfAState() {
            var cleaned = cli.json("clean", queue.name(), "completed", "--limit", "2");

            assertThat(cleaned.get("removed").asInt()).isEqualTo(2);
            assertThat(cleaned.get("ids")).extracting(id -> id.asText()).containsExactly("1", "2");
            assertThatQueue(queue).hasCompleted(1).hasWaiting(1);
        }

        @Test
        void leavesWhatIsYounger() {
            var run = cli.done("clean", queue.name(), "completed", "--grace", "1h");

            assertThat(run.out().strip()).isEqualTo("Removed 0 completed jobs from queue " + queue.name());
            assertThatQueue(queue).hasCompleted(3);
        }

        @Test
        void refusesWhatCannotBeCleaned() {
            assertThat(cli.run("clean", queue.name(), "waiting-children").exitCode())
                    .isEqualTo(ExitCode.USAGE);
            assertThat(cli.run("clean", queue.name(), "completed", "--limit", "0")
                            .exitCode())
                    .isEqualTo(ExitCode.USAGE);
        }
    }

    @Nested
    class Drain {

        @Test
        void removesWhatWaits() {
            assertThat(cli.json("drain", queue.name()).get("removed").asInt()).isEqualTo(2);
            assertThatQueue(queue).hasWaiting(0).hasPrioritized(0).hasDelayed(1).hasCompleted(3);
        }

        @Test
        void removesWhatIsDelayedOnlyWhenAsked() {
            cli.done("drain", queue.name(), "--delayed");

            assertThatQueue(queue).hasWaiting(0).hasPrioritized(0).hasDelayed(0).hasCompleted(3);
        }
    }

    @Nested
    class Obliterate {

        @Test
        void removesEverythingWhenNobodyNeedsToBeAsked() {
            cli.done("obliterate", queue.name(), "--yes");

            assertThatQueue(queue).hasNoKeys();
        }

        @Test
        void doesNothingWhereNobodyCanBeAsked() {
            var run = cli.run("obliterate", queue.name());

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("--yes");
            assertThatQueue(queue).hasCompleted(3).isNotPaused();
        }

        @Test
        void asksOnATerminal() {
            var refused = cli.onTerminal().reading("n\n").run("obliterate", queue.name());

            assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused.err()).contains("with all its 6 jobs? [y/N]").contains("Nothing was removed");
            assertThatQueue(queue).hasCompleted(3).isNotPaused();

            cli.onTerminal().reading("yes\n").done("obliterate", queue.name());

            assertThatQueue(queue).hasNoKeys();
        }

        @Test
        void refusesWhileJobsRunUnlessForced() {
            queue.redis().lmove(queue.key("wait"), queue.key("active"), LMoveArgs.Builder.rightLeft());

            var run = cli.run("obliterate", queue.name(), "--yes");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err()).contains("active jobs");

            cli.done("obliterate", queue.name(), "--yes", "--force");
            assertThatQueue(queue).hasNoKeys();
        }
    }
}
