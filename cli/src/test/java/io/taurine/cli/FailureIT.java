package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every command does when it cannot do its work. */
@RedisTest
class FailureIT {

    /** Nothing listens there. */
    private static final String NOWHERE = "redis://127.0.0.1:1";

    private final TestQueue queue;

    FailureIT(TestQueue queue) {
        this.queue = queue;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "counts q",
                "add q name {}",
                "work q --until-drained",
                "jobs q failed",
                "job q 1",
                "pause q",
                "resume q",
                "retry q 1",
                "remove q 1",
                "promote q --all",
                "clean q failed",
                "drain q",
                "obliterate q --yes",
                "events q"
            })
    void tellsThatRedisCannotBeReached(String command) {
        var run = Cli.on(NOWHERE).run(command.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("taurine: Cannot connect to Redis at 127.0.0.1:1");
    }

    @Test
    void theOptionGoesBeforeTheEnvironment() {
        var run = Cli.on(NOWHERE).run("--redis", queue.redisUri(), "counts", queue.name());

        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void showsAStackTraceOnlyWhenAsked() {
        var run = Cli.on(NOWHERE).run("counts", "q", "--verbose");

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err()).contains("\tat io.taurine.");
    }

    @Test
    void neverShowsAPassword() {
        var run = Cli.on(queue).run("counts", "q", "--redis", "redis://:geheim@127.0.0.1:1", "--verbose");

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err()).doesNotContain("geheim");
        assertThat(Cli.on("redis://:geheim@127.0.0.1:1").run("counts", "--help").out())
                .doesNotContain("geheim");
    }

    @Test
    void endsWhenTheConnectionBreaks() {
        try (var proxy = FaultProxy.to(queue.redisUri())) {
            proxy.cut();

            assertThat(Cli.on(proxy.uri()).run("counts", "q").exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "counts",
                "counts a:b",
                "counts q --redis http://localhost",
                "counts q --prefix=",
                "events q --count 0",
                "work q --concurrency 0",
                "demo --redis redis://localhost"
            })
    void refusesWrongUsage(String command) {
        var run = Cli.on(queue).run(command.isEmpty() ? new String[0] : command.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isNotBlank().doesNotContain("\tat ");
    }

    @Test
    void helpIsNoFailure() {
        var run = Cli.on(NOWHERE).run("--help");

        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).contains("demo", "counts", "obliterate", "Exit codes");
        assertThat(Cli.on(NOWHERE).done("add", "--help").out()).contains("--backoff", "--redis");
    }
}
