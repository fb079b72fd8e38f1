package io.taurine.examples;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;

import io.taurine.inline.InlineJobs;
import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.worker.Worker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The unit test that docs/testing.md shows. */
// snippet: unit-test
class RemindersTest {
    @Test
    void triesAgainAnHourLater() {
        try (var jobs = InlineJobs.inline()) {
            var redis = jobs.connection();
            var reminders = Queue.of("reminders", String.class, redis);
            Worker.of("reminders", String.class, redis, job -> {
                        if (job.attempt() == 1) {
                            throw new IllegalStateException("mail server is away");
                        }
                        return "sent";
                    })
                    .start();
            var twice = JobOptions.builder()
                    .attempts(2)
                    .backoff(Backoff.fixed(Duration.ofHours(1)))
                    .build();

            var id = reminders.add("remind", "ada@example.com", twice).id();

            assertThatJob(jobs.look("reminders"), id).isDelayed().hasFailedReason("mail server is away");
            jobs.clock().advance(Duration.ofHours(1));
            assertThatJob(jobs.look("reminders"), id).isCompleted().hasReturnValue("\"sent\"");
        }
    }
}
// end
