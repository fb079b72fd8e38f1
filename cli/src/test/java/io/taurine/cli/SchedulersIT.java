package io.taurine.cli;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RedisTest
class SchedulersIT {

    private final TestQueue queue;
    private final Cli cli;

    SchedulersIT(TestQueue queue) {
        this.queue = queue;
        this.cli = Cli.on(queue);
    }

    @Test
    void storesAPatternWithEverythingThatGoesWithIt() {
        var document = cli.json(
                "schedule",
                queue.name(),
                "report",
                "--cron",
                "0 9 * * *",
                "--tz",
                "Europe/Berlin",
                "--limit",
                "5",
                "--start",
                "2026-01-01T00:00:00Z",
                "--end",
                "2099-01-01T00:00:00Z",
                "--name",
                "daily",
                "--data",
                "{\"big\":12345678901234567890}",
                "--attempts",
                "3",
                "--backoff",
                "fixed:1s",
                "--priority",
                "2",
                "--remove-on-complete",
                "10",
                "--remove-on-fail",
                "24h");

        var next = document.get("next").asLong();
        assertThat(document.get("upcoming")).hasSize(5);
        assertThat(document.get("upcoming").get(0).asLong()).isEqualTo(next);
        assertThat(without(document, "next", "upcoming")).isEqualTo(Json.stored("""
                        {"key":"report","name":"daily","iterationCount":1,"limit":5,"startDate":1767225600000,
                         "endDate":4070908800000,"tz":"Europe/Berlin","pattern":"0 9 * * *","every":null,"offset":0,
                         "template":{"data":{"big":12345678901234567890},"opts":{"attempts":3,
                         "backoff":{"type":"fixed","delay":1000},"priority":2,"removeOnComplete":10,
                         "removeOnFail":{"age":86400}}}}"""));
        assertThatQueue(queue).hasDelayed(1);
    }

    private static JsonNode without(JsonNode document, String... fields) {
        var copy = (com.fasterxml.jackson.databind.node.ObjectNode) document.deepCopy();
        Stream.of(fields).forEach(copy::remove);
        return copy;
    }

    @Test
    void storesAnIntervalAndShowsItToAPerson() {
        var run = cli.done("schedule", queue.name(), "s", "--every", "1h", "--offset", "5m");

        assertThat(run.lines()).hasSize(6);
        assertThat(run.lines().get(0)).isEqualTo("Job scheduler s (s): every 1h");
        assertThat(cli.done("schedule", queue.name(), "s").out()).isEqualTo(run.out());
    }

    @Test
    void aPatternMayRunAtOnceAndIsInUtcUnlessToldOtherwise() {
        var document = cli.json("schedule", queue.name(), "s", "--cron", "0 0 1 1 *", "--immediately");

        assertThat(document.get("tz").asText()).isEqualTo("UTC");
        assertThatQueue(queue).hasWaiting(1);
    }

    @Test
    void listsTheNextToRunFirst() {
        cli.done("schedule", queue.name(), "rare", "--cron", "0 0 1 1 *");
        cli.done("schedule", queue.name(), "often", "--every", "10s", "--limit", "3");

        var run = cli.done("schedulers", queue.name());
        assertThat(run.lines()).hasSize(3);
        assertThat(run.lines().get(0)).startsWith("ID").contains("SCHEDULE");
        assertThat(run.lines().get(1)).startsWith("often").contains("every 10s, at most 3");
        assertThat(run.lines().get(2)).startsWith("rare").contains("0 0 1 1 * in UTC");

        var document = cli.json("schedulers", queue.name(), "--from", "1", "--to", "1");
        assertThat(document.get("count").asInt()).isEqualTo(2);
        assertThat(document.get("schedulers").findValuesAsText("key")).containsExactly("rare");
        assertThat(cli.done("schedulers", queue.name(), "--from", "7").out().strip())
                .isEqualTo("No job schedulers in queue " + queue.name() + " from 7 on");
    }

    @Test
    void runsOneNowAndRemovesOne() {
        cli.done("schedule", queue.name(), "s", "--cron", "0 0 1 1 *", "--data", "[1]");

        var id = cli.json("schedule", queue.name(), "s", "--run-now").get("id").asText();
        assertThatJob(queue, id).isWaiting().hasData("[1]");
        assertThat(cli.done("schedule", queue.name(), "s", "--run-now").out()).contains("from scheduler s");

        assertThat(cli.done("schedule", queue.name(), "s", "--remove").out().strip())
                .isEqualTo("Removed job scheduler s from queue " + queue.name());
        assertThatQueue(queue).hasDelayed(0).hasWaiting(2);
    }

    @Test
    void findsWhatIsBrokenAndMendsIt() {
        assertThat(cli.done("schedulers", queue.name(), "--broken").out()).contains("No job scheduler");
        cli.done("schedule", queue.name(), "s", "--cron", "0 0 1 1 *");
        assertThat(cli.done("schedule", queue.name(), "s", "--repair").out()).contains("No run was to be made");
        queue.redis().del(queue.key("delayed"));

        var broken = cli.json("schedulers", queue.name(), "--broken").get("broken");
        assertThat(broken).hasSize(1);
        assertThat(broken.get(0).get("key").asText()).isEqualTo("s");
        assertThat(broken.get(0).get("problem").asText()).isEqualTo("no pending run");
        assertThat(cli.done("schedulers", queue.name(), "--broken").out())
                .contains("taurine schedule " + queue.name() + " ID --repair");

        assertThat(cli.done("schedule", queue.name(), "s", "--repair").out()).contains("runs next with job repeat:s:");
        assertThat(cli.json("schedulers", queue.name(), "--broken").get("broken"))
                .isEmpty();
    }

    @Test
    void saysWhenThereIsNothingToDo() {
        assertThat(cli.done("schedulers", queue.name()).out()).contains("No job schedulers in queue");
        for (var verb : new String[] {"--remove", "--run-now"}) {
            var run = cli.run("schedule", queue.name(), "none", verb);
            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err()).contains("there is no such scheduler");
        }
        assertThat(cli.run("schedule", queue.name(), "none").exitCode()).isEqualTo(ExitCode.REFUSED);
        var over = cli.run(
                "schedule",
                queue.name(),
                "s",
                "--cron",
                "0 0 1 1 *",
                "--end",
                "4070908799000",
                "--start",
                "4070908798000");
        assertThat(over.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(over.err()).contains("no run any more");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --cron=61 * * * *                   | minute
                    --cron=* * * * * --every=5s         | mutually exclusive
                    --cron=* * * * * --tz=Mars          | Mars
                    --cron=* * * * * --offset=5s        | --offset goes only with --every
                    --every=10s --tz=UTC                | --tz goes only with --cron
                    --every=10s --offset=11s            | offset
                    --every=10s --immediately           | immediately is for cron patterns
                    --every=10s --limit=0               | limit must be 1 or more
                    --every=10s --end=1000              | End date must be greater than current timestamp
                    --every=10s --data={broken          | is not JSON
                    --every=10s --attempts=0            | attempts must be 1 or more
                    --limit=3                           | --limit needs a schedule
                    --remove --name=x                   | --name needs a schedule
                    """)
    void refusesWrongUsageInOneLine(String options, String told) {
        var args = Stream.concat(
                        Stream.of("schedule", queue.name(), "s"),
                        Stream.of(options.strip().split(" (?=--)")))
                .toArray(String[]::new);

        var run = cli.run(args);

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("taurine: ").contains(told);
        assertThat(queue.keys()).noneMatch(key -> key.contains("repeat"));
    }
}
