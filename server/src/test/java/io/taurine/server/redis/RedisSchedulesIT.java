package io.taurine.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Overlap;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import io.taurine.server.runner.WrongStatusException;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is told of schedules only on Redis: what lies there, and what was missed. */
class RedisSchedulesIT extends OnRedis {

    private static final Schedule YEARLY = Schedule.cron("0 0 1 1 *", ZoneOffset.UTC);

    private final AtomicInteger runs = new AtomicInteger();
    private final Definition<JsonNode> tick = Definition.of(
                    "tick", JsonNode.class, (params, context) -> runs.incrementAndGet())
            .build();

    RedisSchedulesIT(TestQueue queue) {
        super(queue);
    }

    private static ScheduleRequest request(String id, Schedule schedule, Overlap overlap, MissedRuns missed) {
        return new ScheduleRequest(id, "tick", OptionalInt.empty(), schedule, NullNode.getInstance(), overlap, missed);
    }

    /** Makes the run that waits one that was due then; claimed, it is late. */
    private void pretendItWasDue(String schedule, Instant then) {
        var redis = bench.test.redis();
        var base = bench.prefix() + ":tick:";
        var pending = redis.zrange(base + "delayed", 0, -1).get(0);
        var id = "repeat:" + schedule + ":" + then.toEpochMilli();
        redis.rename(base + pending, base + id);
        redis.zrem(base + "delayed", pending);
        redis.zadd(base + "repeat", (double) then.toEpochMilli(), schedule);
        redis.zadd(base + "delayed", then.toEpochMilli() * 4096.0, id);
    }

    private List<JobView> ended() {
        return bench.executor()
                .list(JobFilter.all().in(JobStatus.SUCCEEDED, JobStatus.SKIPPED), "", 10)
                .items();
    }

    @Test
    void aRunThatWasMissedIsSkipped() {
        bench.start(setup -> setup.worker(false), tick);
        bench.scheduler().schedule(request("yearly", YEARLY, Overlap.ALLOW, MissedRuns.SKIP));
        pretendItWasDue("yearly", Instant.now().minus(Duration.ofMinutes(5)));

        bench.start(tick);

        await().atMost(RunnerBench.SOON)
                .untilAsserted(() -> assertThat(ended()).singleElement().satisfies(job -> {
                    assertThat(job.status()).isEqualTo(JobStatus.SKIPPED);
                    assertThat(job.reason()).contains("nothing was there to run it");
                }));
        assertThat(runs).hasValue(0);
        assertThat(bench.scheduler().find("yearly").orElseThrow().nextRun()).isPresent();
    }

    @Test
    void aRunThatWasMissedRunsOnceWhereThatIsWanted() {
        bench.start(setup -> setup.worker(false), tick);
        bench.scheduler().schedule(request("yearly", YEARLY, Overlap.ALLOW, MissedRuns.RUN_ONCE));
        pretendItWasDue("yearly", Instant.now().minus(Duration.ofDays(1)));

        bench.start(tick);

        await().atMost(RunnerBench.SOON)
                .untilAsserted(() -> assertThat(ended())
                        .singleElement()
                        .satisfies(job -> assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED)));
        assertThat(runs).hasValue(1);
    }

    @Test
    void runsThatWereDueWhileTheDefinitionWasOffAreLeftOut() {
        bench.start(tick);
        bench.scheduler().schedule(request("yearly", YEARLY, Overlap.ALLOW, MissedRuns.RUN_ONCE));
        bench.executor().disable("tick");
        pretendItWasDue("yearly", Instant.now());

        await().atMost(RunnerBench.SOON)
                .until(() -> Instant.now().toEpochMilli()
                        > bench.test
                                .redis()
                                .zscore(bench.prefix() + ":tick:repeat", "yearly")
                                .longValue());
        bench.executor().enable("tick");

        await().atMost(RunnerBench.SOON)
                .untilAsserted(() -> assertThat(ended())
                        .singleElement()
                        .satisfies(job -> assertThat(job.reason()).contains("was disabled")));
        assertThat(runs).hasValue(0);
    }

    @Test
    void theNextRunOfAScheduleIsNotCancelledByItself() {
        bench.start(setup -> setup.worker(false), tick);
        bench.scheduler().schedule(request("yearly", YEARLY, Overlap.ALLOW, MissedRuns.SKIP));
        var pending = bench.executor().list(JobFilter.all(), "", 10).items().get(0);

        assertThat(pending.scheduleId()).isEqualTo("yearly");
        assertThatExceptionOfType(WrongStatusException.class)
                .isThrownBy(() -> bench.executor().cancel(pending.id(), "no"))
                .withMessageContaining("disable or cancel the schedule");
        assertThatExceptionOfType(WrongStatusException.class)
                .isThrownBy(() -> bench.executor().delete(pending.id()));
    }

    @Test
    void aScheduleOfAnotherClientRunsToo() {
        var gate = new CountDownLatch(1);
        bench.start(Definition.of("tick", JsonNode.class, (params, context) -> {
                    gate.countDown();
                    return params;
                })
                .build());

        try (var connection = RedisConnection.connect(bench.test.redisUri());
                var queue = bench.plainQueue("tick", connection)) {
            queue.upsertJobScheduler(
                    "foreign",
                    Schedule.every(Duration.ofHours(1)),
                    JobTemplate.of("anything", RunnerBench.json("{'by':'another'}")));
        }

        await().atMost(RunnerBench.SOON)
                .untilAsserted(() -> assertThat(ended()).singleElement().satisfies(job -> {
                    assertThat(job.scheduleId()).isEqualTo("foreign");
                    assertThat(job.result()).isEqualTo(RunnerBench.json("{'by':'another'}"));
                }));
        assertThat(gate.getCount()).isZero();
    }

    @Test
    void aSingleRunWhoseInstantIsOverWasMissed() {
        bench.start(tick);
        var over = Schedule.once(Instant.EPOCH);

        bench.scheduler().schedule(request("left-out", over, Overlap.ALLOW, MissedRuns.SKIP));
        bench.scheduler().schedule(request("made-up", over, Overlap.ALLOW, MissedRuns.RUN_ONCE));

        await().atMost(RunnerBench.SOON)
                .untilAsserted(() -> assertThat(ended())
                        .singleElement()
                        .satisfies(job -> assertThat(job.scheduleId()).isEqualTo("made-up")));
        assertThat(bench.scheduler().find("made-up").orElseThrow().runs()).isEqualTo(1);
        assertThat(bench.scheduler().find("left-out").orElseThrow().nextRun()).isEmpty();
    }

    @Test
    void aScheduleThatHasNoRunToComeIsRefusedAndNothingIsWritten() {
        bench.start(setup -> setup.worker(false), tick);
        var over = Schedule.every(Duration.ofHours(1)).withEnd(Instant.EPOCH);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.scheduler().schedule(request("over", over, Overlap.ALLOW, MissedRuns.SKIP)));

        assertThat(bench.scheduler().find("over")).isEmpty();
        assertThat(bench.test.redis().exists(bench.prefix() + ":tick:repeat")).isZero();
    }

    @Test
    void aLimitCountsOverAllTimesThatAScheduleWasEnabled() {
        bench.start(tick);
        var twice = Schedule.every(Duration.ofHours(1)).withLimit(2);
        bench.scheduler().schedule(request("twice", twice, Overlap.ALLOW, MissedRuns.SKIP));
        await().atMost(RunnerBench.SOON).untilAsserted(() -> assertThat(runs).hasValue(1));

        bench.scheduler().disable("twice");
        assertThat(bench.scheduler().find("twice").orElseThrow().runs()).isEqualTo(1);
        bench.scheduler().enable("twice");
        await().atMost(RunnerBench.SOON).untilAsserted(() -> assertThat(runs).hasValue(2));

        await().atMost(RunnerBench.SOON).untilAsserted(() -> {
            var view = bench.scheduler().find("twice").orElseThrow();
            assertThat(view.runs()).isEqualTo(2);
            assertThat(view.nextRun()).isEmpty();
        });
    }
}
