package io.taurine.queue;

import static io.taurine.queue.SchedulerBench.T;
import static io.taurine.queue.SchedulerBench.run;
import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.JobParent;
import io.taurine.job.PayloadException;
import io.taurine.repeat.ClockChange;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.TestQueue;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What no job scheduler is made of, and who hears of those that are. */
class SchedulerRefusalsIT extends SchedulerSuite {

    SchedulerRefusalsIT(TestQueue keysOf) {
        super(keysOf);
    }

    @Nested
    class Refused {

        @Test
        void schedulesThatAreOver() {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> bench.upsert("s", Schedule.every(TEN_SECONDS).withEnd(T.minusMillis(1))))
                    .withMessage("End date must be greater than current timestamp");
            nothingIsWritten();
        }

        @Test
        void notAPatternThatIsOverButNothingIsWritten() {
            assertThat(bench.upsert("p", Schedule.cron("0 0 1 1 *", UTC).withEnd(T.plusSeconds(60))))
                    .isEmpty();
            nothingIsWritten();
        }

        @Test
        void schedulesThatNoBullMqWorkerCouldIterate() {
            var skipping =
                    Schedule.cron("30 1 * * *", ZoneId.of("Europe/Berlin")).withClockChange(ClockChange.SKIP);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.upsert("p", skipping))
                    .withMessage(skipping.notPortableBecause().orElseThrow());
            nothingIsWritten();
        }

        @Test
        void immediatelyWhereItHasNoMeaning() {
            var started = Schedule.cron("0 0 * * *", UTC).withStart(T.plusSeconds(60));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.upsert("p", started, JobTemplate.of(1), SchedulerOptions.immediately()))
                    .withMessage("Both .immediately and .startDate options are defined for this repeatable job");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.upsert("s", EVERY, JobTemplate.of(1), SchedulerOptions.immediately()))
                    .withMessageContaining("immediately is for cron patterns");
            nothingIsWritten();
        }

        @Test
        void templatesThatTheSchedulerWouldOverwrite() {
            for (var options : new JobOptions.Builder[] {
                JobOptions.builder().jobId("mine"),
                JobOptions.builder().delay(TEN_SECONDS),
                JobOptions.builder().timestamp(T),
                JobOptions.builder().deduplication(Deduplication.simple("x")),
                JobOptions.builder().parent(new JobParent("1", "bull:other"))
            }) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> JobTemplate.of("n", 1, options.build()))
                        .withMessageContaining("the options of a template must not have a");
            }
        }

        @Test
        void dataThatIsTooLargeOrHasNoJson() {
            var small = JobOptions.builder().sizeLimit(3).build();

            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            bench.upsert("s", EVERY, JobTemplate.of("n", "four", small), SchedulerOptions.defaults()))
                    .withMessageContaining("exceeds the limit 3 bytes");
            var endless = new ArrayList<Object>();
            endless.add(endless);
            assertThatThrownBy(() -> bench.upsert("s", EVERY, JobTemplate.of(endless), SchedulerOptions.defaults()))
                    .isInstanceOf(PayloadException.class);
            nothingIsWritten();
        }

        @Test
        void anEmptyId() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bench.upsert("", EVERY))
                    .withMessage("the id of a job scheduler must not be empty");
        }

        private void nothingIsWritten() {
            assertThat(keysOf.keys()).containsOnly(queue.key("meta"));
        }
    }

    @Nested
    class Interceptors {

        private final List<String> seen = new ArrayList<>();

        private SchedulerBench intercepted(AddInterceptor<Object> interceptor) {
            return new SchedulerBench(
                    keysOf, QueueOptions.builder().interceptor(interceptor).build());
        }

        @Test
        void seeTheTemplateAndMayChangeIt() {
            var options = JobOptions.builder().attempts(4).build();
            var changing = intercepted(call -> call.map(job -> JobRequest.of("changed", List.of(1), options))
                    .whenDone((ids, failure) -> seen.add(call.kind() + " " + call.schedulerId() + " " + ids)));

            changing.upsert("s", EVERY);

            assertThat(seen).containsExactly("SCHEDULER Optional[s] [" + run("s", 0) + "]");
            assertThat(changing.record("s")).containsEntry("name", "changed").containsEntry("data", "[1]");
            assertThat(changing.work()).contains(run("s", 10_000));
            assertThatJob(keysOf, run("s", 10_000)).hasData("[1]");
        }

        @Test
        void hearOfAFailure() {
            var watching = intercepted(call -> call.whenDone((ids, failure) -> seen.add(ids + " " + failure)));

            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            watching.upsert("s", Schedule.every(TEN_SECONDS).withEnd(T.minusMillis(1))));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> watching.upsert("s", EVERY, JobTemplate.of(1), SchedulerOptions.immediately()));

            assertThat(seen).hasSize(2).allMatch(line -> line.startsWith("[] java.lang.IllegalArgumentException: "));
        }
    }
}
