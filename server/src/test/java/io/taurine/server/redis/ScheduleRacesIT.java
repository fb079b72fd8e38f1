package io.taurine.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.IntervalSchedule;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Overlap;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleView;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Several servers that change one schedule at once. */
class ScheduleRacesIT extends OnRedis {

    ScheduleRacesIT(TestQueue queue) {
        super(queue);
    }

    private List<JobRunner> twoServers() {
        var tick =
                Definition.of("tick", JsonNode.class, (params, context) -> null).build();
        return List.of(bench.start(tick), bench.start(tick));
    }

    @Test
    void ofManyThatChangeTheSameScheduleAtOnceOneDoes() {
        var runners = twoServers();
        var read = runners.get(0).scheduler().schedule(hourly(60)).request();
        var everybody = Executors.newFixedThreadPool(8);
        var outcomes = new ArrayList<Future<ScheduleView>>();

        for (int i = 0; i < 8; i++) {
            var scheduler = runners.get(i % 2).scheduler();
            var mine = hourly(61 + i);
            outcomes.add(everybody.submit(() -> scheduler.schedule(mine, there -> {
                if (!there.orElseThrow().request().equals(read)) {
                    throw new IllegalStateException("changed since");
                }
            })));
        }
        everybody.shutdown();
        var made =
                outcomes.stream().flatMap(outcome -> outcome(outcome).stream()).toList();

        var stored = runners.get(1).scheduler().find("shared").orElseThrow();
        assertThat(made).extracting(ScheduleView::request).containsExactly(stored.request());
        assertThat(everyInTheEngine()).isEqualTo(every(stored.request().schedule()));
    }

    @Test
    void theEngineComesToWhatWasStoredLast() throws Exception {
        var runners = twoServers();
        var everybody = Executors.newFixedThreadPool(6);

        for (int i = 0; i < 24; i++) {
            var scheduler = runners.get(i % 2).scheduler();
            var mine = hourly(60 + i);
            everybody.submit(() -> scheduler.schedule(mine));
        }
        everybody.shutdown();
        assertThat(everybody.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        var stored = runners.get(1).scheduler().find("shared").orElseThrow();
        assertThat(everyInTheEngine()).isEqualTo(every(stored.request().schedule()));
    }

    private Duration everyInTheEngine() {
        try (var redis = RedisConnection.connect(bench.test.redisUri())) {
            return every(bench.plainQueue("tick", redis)
                    .getJobScheduler("shared")
                    .orElseThrow()
                    .schedule());
        }
    }

    private static Duration every(Schedule schedule) {
        return ((IntervalSchedule) schedule).every();
    }

    private static ScheduleRequest hourly(int minutes) {
        return new ScheduleRequest(
                "shared",
                "tick",
                OptionalInt.empty(),
                Schedule.every(Duration.ofMinutes(minutes)),
                NullNode.getInstance(),
                Overlap.ALLOW,
                ScheduleRequest.MissedRuns.SKIP);
    }

    private static Optional<ScheduleView> outcome(Future<ScheduleView> future) {
        try {
            return Optional.of(future.get(60, TimeUnit.SECONDS));
        } catch (ExecutionException refused) {
            assertThat(refused).hasRootCauseMessage("changed since");
            return Optional.empty();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
