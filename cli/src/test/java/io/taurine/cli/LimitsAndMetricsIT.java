package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands limits, metrics and workers. */
@RedisTest
class LimitsAndMetricsIT {

    private final TestQueue queue;
    private final Cli cli;

    LimitsAndMetricsIT(TestQueue queue) {
        this.queue = queue;
        this.cli = Cli.on(queue);
    }

    @Nested
    class Limits {

        @Test
        void showsThatThereAreNone() {
            assertThat(cli.done("limits", queue.name()).out()).isEqualToNormalizingNewlines("""
                    LIMIT        VALUE
                    concurrency  none
                    rate         none
                    rate window  open
                    """);
            assertThat(cli.json("limits", queue.name()))
                    .hasToString("{\"queue\":\"" + queue.name()
                            + "\",\"concurrency\":null,\"maxed\":false,\"rate\":{\"max\":null,\"duration\":null},"
                            + "\"held\":0}");
        }

        @Test
        void setsAndRemovesThem() {
            var set = cli.done("limits", queue.name(), "--concurrency", "3", "--rate", "10/1m")
                    .lines();

            assertThat(set)
                    .containsExactly(
                            "LIMIT        VALUE", "concurrency  3", "rate         10 per 1m", "rate window  open");
            assertThat(queue.redis().hmget(queue.key("meta"), "concurrency", "max", "duration"))
                    .extracting(field -> field.getValueOrElse("none"))
                    .containsExactly("3", "10", "60000");

            var removed = cli.json("limits", queue.name(), "--remove-concurrency", "--remove-rate");
            assertThat(removed.get("concurrency").isNull()).isTrue();
            assertThat(removed.at("/rate/max").isNull()).isTrue();
            assertThat(queue.redis().hexists(queue.key("meta"), "max")).isFalse();
        }

        @Test
        void tellsWhenAllSlotsAreTaken() {
            queue.redis().lpush(queue.key("active"), "1");

            var shown = cli.done("limits", queue.name(), "--concurrency", "1").out();

            assertThat(shown).contains("1, all taken");
        }

        @Test
        void holdsJobsBackAndLetsThemGo() {
            assertThat(cli.json("limits", queue.name(), "--hold", "1m")
                            .get("held")
                            .asLong())
                    .isBetween(50_000L, 60_000L);
            assertThat(cli.done("limits", queue.name()).out())
                    .containsPattern("rate window +closed for [0-9]+\\.[0-9]+ s|1 m");

            assertThat(cli.json("limits", queue.name(), "--remove-hold")
                            .get("held")
                            .asLong())
                    .isZero();
        }

        @ParameterizedTest
        @CsvSource({
            "--concurrency=0, 1 or more",
            "--concurrency=x, not an int",
            "--rate=10, not a rate like 10/1s",
            "--rate=0/1s, max must be 1 or more",
            "--hold=0, 1ms or more",
            "--concurrency=1 --remove-concurrency, exclude each other",
            "--rate=1/1s --remove-rate, exclude each other"
        })
        void refusesWhatMakesNoSense(String options, String message) {
            var args = ("limits " + queue.name() + " " + options).split(" ", -1);

            var run = cli.run(args);

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).startsWith("taurine: ").contains(message);
            assertThat(queue.redis().hexists(queue.key("meta"), "concurrency")).isFalse();
        }
    }

    @Nested
    class Metrics {

        @Test
        void showsTotalsAndPoints() {
            queue.redis().hset(queue.key("metrics:completed"), "count", "12");
            queue.redis().hset(queue.key("metrics:completed"), "prevTS", "1795342530000");
            queue.redis().hset(queue.key("metrics:completed"), "prevCount", "9");
            queue.redis().rpush(queue.key("metrics:completed:data"), "3", "0", "6");

            var lines = cli.done("metrics", queue.name(), "--points", "2").lines();
            assertThat(lines.get(0)).matches("ENDED +TOTAL +LAST POINT +PER MINUTE, NEWEST FIRST");
            assertThat(lines.get(1)).matches("completed +12 +20.* +3 0");
            assertThat(lines.get(2)).matches("failed +0 +none");
            assertThat(cli.json("metrics", queue.name()))
                    .hasToString("{\"queue\":\"" + queue.name()
                            + "\",\"completed\":{\"count\":12,\"prevTS\":1795342530000,\"prevCount\":9,\"data\":[3,0,6],"
                            + "\"points\":3},\"failed\":{\"count\":0,\"prevTS\":null,\"prevCount\":0,\"data\":[],"
                            + "\"points\":0}}");
        }

        @Test
        void printsWhatPrometheusReads() {
            queue.redis().hset(queue.key("metrics:failed"), "count", "4");

            var run = cli.done("metrics", queue.name(), "--prometheus", "--label", "env=test", "--label", "zone=a");

            assertThat(run.lines())
                    .startsWith("# HELP bullmq_job_count Number of jobs in the queue by state")
                    .endsWith("bullmq_job_failed_total{queue=\"" + queue.name() + "\", env=\"test\", zone=\"a\"} 4");
        }

        @Test
        void refusesWhatMakesNoSense() {
            assertThat(cli.run("metrics", queue.name(), "--points", "0").err()).contains("--points must be 1 or more");
            assertThat(cli.run("metrics", queue.name(), "--label", "a=b").err()).contains("--label needs --prometheus");
            assertThat(cli.run("metrics", queue.name(), "--prometheus", "--label", "a-b=c")
                            .exitCode())
                    .isEqualTo(ExitCode.USAGE);
        }
    }

    @Nested
    class Workers {

        @Test
        void listsThoseThatAreConnected() {
            try (var redis = RedisConnection.connect(queue.redisUri());
                    var mill = Worker.of(queue.name(), String.class, redis, job -> null)
                            .name("mill")
                            .start();
                    var nameless = Worker.of(queue.name(), String.class, redis, job -> null)
                            .start()) {
                await().until(() ->
                        cli.json("workers", queue.name()).get("workers").size() == 2);

                var lines = cli.done("workers", queue.name()).lines();

                assertThat(lines).hasSize(3);
                assertThat(lines.get(0)).matches("NAME +ADDRESS +CONNECTED FOR +IDLE FOR");
                assertThat(lines).anyMatch(line -> line.matches("mill +\\S+:[0-9]+ +[0-9]+s +[0-9]+s"));
                assertThat(lines).anyMatch(line -> line.startsWith("-"));
                var workers = cli.json("workers", queue.name()).get("workers");
                assertThat(workers).hasSize(2);
                assertThat(workers.findValuesAsText("name")).containsExactlyInAnyOrder("mill", "");
                assertThat(workers.findValues("age")).allMatch(age -> age.asLong() < 60);
                assertThat(mill.isRunning() && nameless.isRunning()).isTrue();
            }
        }

        @Test
        void tellsThatThereAreNone() {
            assertThat(cli.done("workers", queue.name()).out()).contains("No workers are connected to queue");
        }
    }
}
