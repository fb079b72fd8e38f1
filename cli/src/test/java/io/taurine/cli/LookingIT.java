package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that change nothing: counts, jobs, job, events. */
@RedisTest
class LookingIT {

    private final TestQueue queue;
    private final Cli cli;

    LookingIT(TestQueue queue) {
        this.queue = queue;
        this.cli = Cli.on(queue);
    }

    private void addThree() {
        cli.done("add", queue.name(), "first", "{\"n\":1}");
        cli.done("add", queue.name(), "second", "{\"n\":2}");
        cli.done("add", queue.name(), "later", "{\"n\":3}", "--delay", "1h");
    }

    @Nested
    class Counts {

        @Test
        void showsEveryState() {
            addThree();

            assertThat(cli.done("counts", queue.name()).out()).isEqualToNormalizingNewlines("""
                    STATE             JOBS
                    waiting              2
                    prioritized          0
                    delayed              1
                    active               0
                    completed            0
                    failed               0
                    waiting-children     0
                    """);
        }

        @Test
        void tellsTheSameAsJson() {
            addThree();
            cli.done("pause", queue.name());

            assertThat(cli.json("counts", queue.name()))
                    .hasToString("{\"queue\":\"" + queue.name()
                            + "\",\"paused\":true,\"counts\":{\"waiting\":2,\"prioritized\":0,\"delayed\":1,\"active\":0,"
                            + "\"completed\":0,\"failed\":0,\"waiting-children\":0}}");
        }

        @Test
        void looksUnderTheGivenPrefix() {
            addThree();

            assertThat(cli.json("counts", queue.name(), "--prefix", "other")
                            .at("/counts/waiting")
                            .asInt())
                    .isZero();
        }
    }

    @Nested
    class Jobs {

        @Test
        void listsThemInTheOrderInWhichTheyWillRun() {
            addThree();

            var lines = cli.done("jobs", queue.name(), "waiting").lines();

            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).matches("ID +NAME +ATTEMPTS +CREATED +DATA");
            assertThat(lines.get(1)).matches(" *1 +first +0/1 .* \\{\"n\":1}");
            assertThat(lines.get(2)).matches(" *2 +second +0/1 .* \\{\"n\":2}");
        }

        @Test
        void listsAPageAsJson() {
            addThree();

            var page = cli.json("jobs", queue.name(), "wait", "--from", "1", "--to", "1");

            assertThat(page.get("state").asText()).isEqualTo("waiting");
            assertThat(page.get("from").asInt()).isEqualTo(1);
            assertThat(page.get("to").asInt()).isEqualTo(1);
            assertThat(page.get("jobs")).hasSize(1);
            assertThat(page.at("/jobs/0/name").asText()).isEqualTo("second");
            assertThat(page.at("/jobs/0/data/n").asInt()).isEqualTo(2);
        }

        @ParameterizedTest
        @ValueSource(strings = {"active", "prioritized", "delayed", "completed", "failed", "waiting-children"})
        void knowsEveryState(String state) {
            assertThat(cli.json("jobs", queue.name(), state).get("state").asText())
                    .isEqualTo(state);
            assertThat(cli.done("jobs", queue.name(), state).out()).contains("No " + state + " jobs");
        }

        @Test
        void refusesAPageThatIsTooLong() {
            var run = cli.run("jobs", queue.name(), "waiting", "--to", "1000");

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("at most 1000");
        }

        @Test
        void refusesAStateThatThereIsNot() {
            var run = cli.run("jobs", queue.name(), "sleeping");

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("waiting, prioritized, delayed");
        }
    }

    @Nested
    class Job {

        @Test
        void showsWhatIsStoredAndTheLog() {
            cli.done("add", queue.name(), "first", "{\"n\":1}", "--attempts", "3");
            queue.redis().rpush(queue.key("1:logs"), "opened", "closed");

            var text = cli.done("job", queue.name(), "1").out();

            assertThat(text)
                    .contains("Job 1 in queue " + queue.name())
                    .containsPattern("state +waiting")
                    .containsPattern("data +\\{\"n\":1}")
                    .containsPattern("attempts +0/3")
                    .contains("log, 2 rows", "opened", "closed");
        }

        @Test
        void tellsTheSameAsJson() {
            cli.done("add", queue.name(), "first", "{\"n\":1}", "--timestamp", "1795342530000");
            queue.redis().rpush(queue.key("1:logs"), "opened");

            assertThat(cli.json("job", queue.name(), "1"))
                    .hasToString("{\"queue\":\"" + queue.name() + "\",\"state\":\"waiting\",\"id\":\"1\","
                            + "\"name\":\"first\",\"data\":{\"n\":1},\"opts\":{\"attempts\":0,\"timestamp\":1795342530000},"
                            + "\"timestamp\":1795342530000,\"delay\":0,\"priority\":0,\"attemptsMade\":0,"
                            + "\"attemptsStarted\":0,\"stalledCounter\":0,\"processedOn\":null,\"finishedOn\":null,"
                            + "\"processedBy\":null,\"progress\":null,\"returnvalue\":null,\"failedReason\":null,"
                            + "\"stacktrace\":[],\"parentKey\":null,\"deduplicationId\":null,\"repeatJobKey\":null,"
                            + "\"deferredFailure\":null,\"logs\":[\"opened\"],\"logCount\":1}");
        }

        @Test
        void showsAJobWhoseDataIsNoJson() {
            cli.done("add", queue.name(), "first");
            queue.redis().hset(queue.key("1"), "data", "{broken");
            queue.redis().hset(queue.key("1"), "opts", "broken too");

            assertThat(cli.json("job", queue.name(), "1").get("data").asText()).isEqualTo("{broken");
            assertThat(cli.done("job", queue.name(), "1").out()).contains("{broken");
            assertThat(cli.done("jobs", queue.name(), "waiting").out()).contains("{broken");
        }

        @Test
        void refusesAnUnknownId() {
            var run = cli.run("job", queue.name(), "99");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err()).startsWith("taurine: There is no job 99 in queue " + queue.name());
        }
    }

    @Nested
    class Events {

        @Test
        void replaysWhatIsStored() {
            addThree();

            var events = cli.jsonLines("events", queue.name(), "--from", "0", "--count", "6");

            assertThat(events)
                    .extracting(event -> event.get("event").asText())
                    .containsExactly("added", "waiting", "added", "waiting", "added", "delayed");
            assertThat(events.get(0).get("name").asText()).isEqualTo("first");
            assertThat(events.get(5).get("due").asLong()).isPositive();
            assertThat(events.get(5).get("jobId").asText()).isEqualTo("3");
        }

        @Test
        void goesOnAfterAnEventSeenBefore() {
            addThree();
            var seen = cli.jsonLines("events", queue.name(), "--from", "0", "--count", "2");

            var next = cli.jsonLines(
                    "events", queue.name(), "--from", seen.get(1).get("id").asText(), "--count", "1");

            assertThat(next.get(0).get("name").asText()).isEqualTo("second");
        }

        @Test
        void showsALineForEachToAPerson() {
            addThree();

            var lines = cli.done("events", queue.name(), "--from", "0", "--count", "2")
                    .lines();

            assertThat(lines.get(0)).matches("[0-9-]+ [0-9:.]+ +added +1 +\\{\"name\":\"first\"}");
            assertThat(lines.get(1)).matches("[0-9-]+ [0-9:.]+ +waiting +1");
        }

        @Test
        void refusesAPlaceThatIsNoEventId() {
            var run = cli.run("events", queue.name(), "--from", "yesterday");

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        }
    }
}
