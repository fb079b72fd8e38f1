package io.taurine.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.JobOptions;
import io.taurine.queue.BrokenScheduler;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.repeat.Schedule;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Job schedulers without Redis and without waiting: a year passes in a moment. */
class InlineSchedulesTest {

    @Test
    void aPatternRunsAtEachOfItsInstants() {
        try (var jobs = InlineJobs.inline(Instant.parse("2027-03-10T00:00:00Z"))) {
            var reports = Queue.of("reports", String.class, jobs.connection());
            var times = new ArrayList<Object>();
            Worker.of(
                            "reports",
                            String.class,
                            jobs.connection(),
                            job -> times.add(jobs.clock().instant()))
                    .start();
            var schedule = Schedule.cron("30 2 * * *", ZoneId.of("America/New_York"));
            var expected = schedule.next(Instant.parse("2027-03-10T00:00:00Z"), 7);
            var template = JobTemplate.of(
                    "report",
                    "sales",
                    JobOptions.builder().removeOnComplete(true).build());

            reports.upsertJobScheduler("daily", schedule, template);
            assertThat(reports.preview("daily", 7)).isEqualTo(expected);
            jobs.clock().advance(Duration.ofDays(7));

            assertThat(times).isEqualTo(expected);
            assertThat(reports.getJobScheduler("daily").orElseThrow().iterationCount())
                    .isEqualTo(8);
        }
    }

    @Test
    void anIntervalRunsToItsLimitAndCanBeTended() {
        try (var jobs = InlineJobs.queued()) {
            var ticks = Queue.of("ticks", Integer.class, jobs.connection());
            var ran = new ArrayList<Object>();
            Worker.of("ticks", Integer.class, jobs.connection(), job -> ran.add(job.data()))
                    .start();

            ticks.upsertJobScheduler(
                    "tick", Schedule.every(Duration.ofMinutes(1)).withLimit(3), JobTemplate.of(1));
            ticks.runNow("tick");
            jobs.runPending();
            assertThat(ran).as("the first run and the extra one").hasSize(2);
            jobs.clock().advance(Duration.ofHours(1));
            jobs.runPending();

            assertThat(ran).as("three by the schedule and one by hand").hasSize(4);
            assertThat(ticks.findBrokenSchedulers()).isEqualTo(List.<BrokenScheduler>of());
            assertThat(ticks.getJobSchedulers(0, 10, true)).hasSize(1);
            assertThat(ticks.removeJobScheduler("tick")).isTrue();
            assertThat(ticks.getJobSchedulersCount()).isZero();
        }
    }
}
