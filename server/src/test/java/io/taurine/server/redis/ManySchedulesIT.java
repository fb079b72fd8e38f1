package io.taurine.server.redis;

import static io.taurine.server.runner.RunnerFixture.does;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.lettuce.core.ScriptOutputType;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.repeat.Schedule;
import io.taurine.server.CommandCount;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.Overlap;
import io.taurine.server.metric.EngineProbe;
import io.taurine.server.metric.HealthReader;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleView;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What it costs to look at schedules, with few and with thousands of them. */
@Timeout(120)
class ManySchedulesIT {

    /** Copies a schedule with all that belongs to it. */
    private static final String COPY = """
            local base, records, count = ARGV[1], ARGV[2], tonumber(ARGV[3])
            local record, slot = redis.call('HGET', records, 's1'), redis.call('ZSCORE', base .. 'repeat', 's1')
            local made = redis.call('HGETALL', base .. 'repeat:s1')
            local run = redis.call('HGETALL', base .. 'repeat:s1:' .. string.format('%.0f', slot))
            for n = 1, count do
              local id = 'c' .. string.format('%05d', n)
              redis.call('HSET', records, id, (string.gsub(record, '"id":"s1"', '"id":"' .. id .. '"')))
              redis.call('ZADD', records .. ':ids', 0, id)
              redis.call('ZADD', base .. 'repeat', slot, id)
              redis.call('HSET', base .. 'repeat:' .. id, unpack(made))
              redis.call('HSET', base .. 'repeat:' .. id .. ':' .. string.format('%.0f', slot), unpack(run))
            end
            return count
            """;

    private final EmbeddedRedis redis =
            EmbeddedRedis.builder().setting("save", "").start();
    private final TestQueue keys = TestQueue.create("schedules", redis.uri());
    private JobRunner runner;
    private HealthReader health;

    @BeforeEach
    void start() {
        runner = new RedisJobRunnerProvider()
                .create(RunnerSetup.of(
                                Definitions.of(does("tick", context -> {}).build()))
                        .redisUri(redis.uri())
                        .prefix("many")
                        .worker(false)
                        .build());
        runner.lifecycle().start();
        health = new HealthReader(runner, EngineProbe.NONE, InstantSource.system());
        List.of("s1", "s2", "s3").forEach(this::schedule);
    }

    @AfterEach
    void stop() {
        runner.lifecycle().close();
        keys.close();
        redis.close();
    }

    private void schedule(String id) {
        runner.scheduler()
                .schedule(new ScheduleRequest(
                        id,
                        "tick",
                        OptionalInt.empty(),
                        Schedule.every(Duration.ofHours(1))
                                .withStart(Instant.now().plus(Duration.ofMinutes(30))),
                        NullNode.getInstance(),
                        Overlap.ALLOW,
                        ScheduleRequest.MissedRuns.SKIP));
    }

    private void copy(int count) {
        keys.redis()
                .eval(
                        COPY,
                        ScriptOutputType.INTEGER,
                        new String[0],
                        "many:tick:",
                        "taurine::records:{server:many:schedules}",
                        Integer.toString(count));
    }

    private List<ScheduleView> all() {
        var all = new ArrayList<ScheduleView>();
        var cursor = "";
        do {
            var page = runner.scheduler().list(cursor, 500);
            all.addAll(page.items());
            cursor = page.nextCursor();
        } while (!cursor.isEmpty());
        return all;
    }

    private long commandsOf(Runnable work) {
        return CommandCount.of(redis.uri(), work);
    }

    @Test
    void aListAsksAFewTimesAPageHoweverManyThereAre() {
        var few = commandsOf(() -> assertThat(all()).hasSize(3));

        copy(3_000);
        var many = commandsOf(() -> assertThat(all())
                .hasSize(3_003)
                .allSatisfy(view -> assertThat(view.nextRun()).isPresent()));

        assertThat(few).isLessThan(8);
        assertThat(many).isLessThan(7 * 8); // seven pages
    }

    @Test
    void healthAsksAFewTimesHoweverManyThereAre() {
        var few = commandsOf(
                () -> assertThat(health.read().schedulesWithoutNextRun()).isEmpty());

        copy(3_000);
        var many = commandsOf(() -> {
            var found = health.read();
            assertThat(found.schedulesWithoutNextRun()).isEmpty();
            assertThat(found.missedSchedules()).isEmpty();
        });

        assertThat(few).isLessThan(8);
        assertThat(many).isLessThan(few + 30);
    }

    @Test
    void amongThousandsThoseInTroubleAreFound() {
        copy(1_500);
        var base = "many:tick:";
        keys.redis().zrem(base + "repeat", "c00007");
        var slot = keys.redis().zscore(base + "repeat", "c00008").longValue();
        keys.redis().del(base + "repeat:c00008:" + slot);
        var overdue = Instant.now().minus(Duration.ofMinutes(10)).toEpochMilli();
        keys.redis().zadd(base + "repeat", overdue, "c00009");
        keys.redis().zrem(base + "repeat", "c00010");
        runner.scheduler().disable("c00010");

        var found = health.read();

        assertThat(found.schedulesWithoutNextRun()).containsExactly("c00007", "c00008");
        assertThat(found.missedSchedules()).containsExactly("c00009");
        runner.executor().disable("tick");
        assertThat(health.read().missedSchedules()).isEmpty();
    }
}
