package io.taurine.cli;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RedisTest
class AddCommandIT {

    private final TestQueue queue;
    private final Cli cli;

    AddCommandIT(TestQueue queue) {
        this.queue = queue;
        this.cli = Cli.on(queue);
    }

    @Test
    void addsAJobAndTellsItsId() {
        var run = cli.done("add", queue.name(), "welcome", "{\"to\":\"ada\"}");

        assertThat(run.out().strip()).isEqualTo("Added job 1 (welcome) to queue " + queue.name());
        assertThat(queue.redis().hget(queue.key("1"), "data")).isEqualTo("{\"to\":\"ada\"}");
        assertThatQueue(queue).hasWaiting(1);
    }

    @Test
    void tellsTheSameAsJson() {
        var document = cli.json("add", queue.name(), "welcome");

        assertThat(document)
                .hasToString("{\"queue\":\"" + queue.name() + "\",\"id\":\"1\",\"name\":\"welcome\",\"added\":true}");
        assertThat(queue.redis().hget(queue.key("1"), "data")).isEqualTo("{}");
    }

    @Test
    void readsTheDataFromStandardInput() {
        cli.reading("{\n  \"big\": 12345678901234567890\n}\n").done("add", queue.name(), "welcome", "-");

        assertThat(queue.redis().hget(queue.key("1"), "data")).isEqualTo("{\n  \"big\": 12345678901234567890\n}");
    }

    @Test
    void storesEveryOptionAsBullMqDoes() {
        cli.done(
                "add",
                queue.name(),
                "welcome",
                "{}",
                "--delay",
                "1h",
                "--priority",
                "3",
                "--attempts",
                "5",
                "--backoff",
                "exponential:1s:0.5",
                "--job-id",
                "my-job",
                "--lifo",
                "--keep-logs",
                "7",
                "--remove-on-complete",
                "1000,24h",
                "--remove-on-fail",
                "true",
                "--stack-trace-limit",
                "2",
                "--size-limit",
                "100",
                "--timestamp",
                "1795342530000");

        assertThat(Json.stored(queue.redis().hget(queue.key("my-job"), "opts"))).isEqualTo(Json.stored("""
                        {"delay":3600000,"priority":3,"lifo":true,"attempts":5,
                         "backoff":{"type":"exponential","delay":1000,"jitter":0.5},"jobId":"my-job",
                         "timestamp":1795342530000,"removeOnComplete":{"age":86400,"count":1000},"removeOnFail":true,
                         "kl":7,"stackTraceLimit":2,"sizeLimit":100}"""));
        assertThatQueue(queue).hasDelayed(1);
    }

    @Test
    void saysWhenAJobWithThatIdIsThereAlready() {
        cli.done("add", queue.name(), "welcome", "{}", "--job-id", "once");

        var run = cli.done("add", queue.name(), "welcome", "{}", "--job-id", "once");

        assertThat(run.out()).contains("Job once is in queue").contains("nothing was added");
        assertThat(cli.json("add", queue.name(), "welcome", "{}", "--job-id", "once")
                        .get("added")
                        .asBoolean())
                .isFalse();
        assertThatQueue(queue).hasWaiting(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {'a':1}  |                            | is not JSON
                    {}       | --delay=5                  | 500ms
                    {}       | --priority=-1              | between 0 and 2097151
                    {}       | --priority=high            | priority
                    {}       | --attempts=0               | 1 or more
                    {}       | --backoff=fixed            | needs a delay
                    {}       | --job-id=7                 | must not be an integer
                    {}       | --remove-on-complete=maybe | true, false
                    {}       | --nonsense                 | Unknown option
                    {"a":12} | --size-limit=2             | exceeds the limit 2 bytes
                    """)
    void refusesWrongUsageInOneLine(String json, String option, String told) {
        var run = option == null
                ? cli.run("add", queue.name(), "welcome", json)
                : cli.run("add", queue.name(), "welcome", json, option);

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("taurine: ").contains(told);
        assertThatQueue(queue).isEmpty();
    }
}
