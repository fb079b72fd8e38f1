package io.taurine.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.queue.Queue;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class InlineJobsTest {

    @Test
    void addRunsTheProcessorAtOnce() {
        try (var jobs = InlineJobs.inline()) {
            var mail = Queue.of("mail", String.class, jobs.connection());
            var sent = new ArrayList<String>();
            Worker.of("mail", String.class, jobs.connection(), job -> sent.add(job.data()))
                    .start();

            var job = mail.add("welcome", "ada");

            assertThat(sent).containsExactly("ada");
            assertThat(job.state()).isEqualTo(JobState.COMPLETED);
        }
    }

    @Test
    void aRetryWaitsForTheClock() {
        try (var jobs = InlineJobs.inline()) {
            var mail = Queue.of("mail", String.class, jobs.connection());
            var times = new ArrayList<Object>();
            Worker.of("mail", String.class, jobs.connection(), job -> {
                        times.add(jobs.clock().instant());
                        if (job.attempt() < 3) {
                            throw new IllegalStateException("away");
                        }
                        return "sent";
                    })
                    .start();

            var job = mail.add(
                    "welcome",
                    "ada",
                    JobOptions.builder()
                            .attempts(3)
                            .backoff(Backoff.exponential(Duration.ofSeconds(1)))
                            .build());
            assertThat(job.state()).isEqualTo(JobState.DELAYED);
            jobs.clock().advance(Duration.ofDays(365));

            assertThat(times)
                    .containsExactly(
                            InlineJobs.START, InlineJobs.START.plusSeconds(1), InlineJobs.START.plusSeconds(3));
            assertThat(job.state()).isEqualTo(JobState.COMPLETED);
        }
    }
}
