package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command fsck. */
@RedisTest
class FsckCommandIT {

    private final TestQueue queue;
    private final Cli cli;

    FsckCommandIT(TestQueue queue) {
        this.queue = queue;
        this.cli = Cli.on(queue);
    }

    private void damage() {
        cli.done("add", queue.name(), "first", "{}", "--job-id", "lost");
        cli.done("add", queue.name(), "second", "{}", "--job-id", "broken");
        queue.redis().lrem(queue.key("wait"), 0, "lost");
        queue.redis().hset(queue.key("broken"), "opts", "{");
    }

    @Test
    void aSoundQueue() {
        cli.done("add", queue.name(), "first", "{}");

        var run = cli.run("fsck", queue.name());

        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(run.out())
                .isEqualToNormalizingNewlines("Nothing is wrong with 1 job of queue " + queue.name() + "\n");
        assertThat(cli.json("fsck", queue.name()))
                .hasToString("{\"queue\":\"" + queue.name()
                        + "\",\"jobs\":1,\"complete\":true,\"clean\":true,\"findings\":[]}");
    }

    @Test
    void aQueueThatDoesNotExistIsNotMade() {
        cli.done("fsck", queue.name());

        assertThat(queue.keys()).isEmpty();
    }

    @Test
    void tellsWhatIsWrongAndWhatCanBeDone() {
        damage();

        var run = cli.run("fsck", queue.name(), "--pause", "0s");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.lines())
                .containsExactlyInAnyOrder(
                        "KIND             ID      REPAIR    SEEN",
                        "JOB_IN_NO_STATE  lost    possible  no state lists it, it has not ended",
                        "JOB_INCOMPLETE   broken  by hand   it lacks opts that are JSON",
                        "2 findings among 2 jobs of queue " + queue.name());
        assertThat(run.err()).isEmpty();
    }

    @Test
    void mendsWhatCanBeMended() {
        damage();
        queue.redis().hset(queue.key("broken"), "opts", "{}");

        var run = cli.run("fsck", queue.name(), "--repair", "--pause", "0s", "--json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(run.out().strip())
                .isEqualTo("{\"queue\":\"" + queue.name()
                        + "\",\"jobs\":2,\"complete\":true,\"clean\":false,\"findings\":["
                        + "{\"kind\":\"JOB_IN_NO_STATE\",\"id\":\"lost\",\"other\":null,"
                        + "\"seen\":\"no state lists it, it has not ended\",\"repairable\":true,\"repaired\":true}]}");
        assertThat(cli.done("fsck", queue.name()).out()).startsWith("Nothing is wrong with 2 jobs");
        assertThat(queue.redis().lrange(queue.key("wait"), 0, -1)).containsExactlyInAnyOrder("lost", "broken");
    }

    @Test
    void whatAnotherRepairHasMendedIsDone() {
        queue.redis().rpush(queue.key("wait"), "gone");

        var run = cli.run("fsck", queue.name(), "--repair", "--pause", "0s");

        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(run.lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("ID_WITHOUT_JOB  gone    done"))
                .anyMatch(line -> line.startsWith("MARKER_MISSING  marker  done"));
    }

    @Test
    void saysThatSomethingIsLeftForAPerson() {
        damage();

        var run = cli.run("fsck", queue.name(), "--repair", "--pause", "0s");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.out()).contains("lost    done", "broken  by hand", "2 findings among 2 jobs", ", 1 repaired");
    }

    @Test
    void stopsAtTheLimit() {
        for (int i = 0; i < 5; i++) {
            queue.redis().hset(queue.key("lost" + i), Map.of("name", "x", "timestamp", "1", "opts", "{}", "data", "1"));
        }

        var run = cli.run("fsck", queue.name(), "--pause", "0s", "--limit", "3", "--rate", "1000");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.lines()).hasSize(5).last().asString().endsWith("; not all of it was looked at");
    }

    @ParameterizedTest
    @CsvSource({
        "--limit, 0, limit must be between 1 and 100000",
        "--rate, -1, callsPerSecond must be between 0 and 1000000",
        "--pause, 1h, pause must be between 0 and 10 minutes",
        "--stalled-after, 500d, stalledAfter must be between 0 and 365 days"
    })
    void wrongUsageIsToldBeforeRedisIsNeeded(String option, String value, String message) {
        var run = Cli.on("redis://localhost:1").run("fsck", queue.name(), option + "=" + value);

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message);
    }

    @Test
    void aQueueWithABadNameIsRefused() {
        var run = cli.run("fsck", "a:b");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("queue name must not contain ':'");
    }
}
