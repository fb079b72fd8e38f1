package io.taurine.worker.sandbox;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.queue.CancelOutcome;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What does not go through the pipe: messages that are too long, and those that nobody reads. */
class SandboxPipeIT extends SandboxBench {

    /** More than a pipe holds that is not read. */
    private static final int MUCH = 300_000;

    private static final int LIMIT = 50_000;

    SandboxPipeIT(TestQueue test) {
        super(test);
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class TooLong {

        @Test
        void aResultFailsItsJobAndTheProcessGoesOn() {
            start(sandbox().maxMessageBytes(LIMIT));

            assertThat(failureOf(add("big", "60000"))).contains("too long for the pipe, which takes 50000");

            assertThat(resultOf(add("count"))).isEqualTo("2");
        }

        @Test
        void aPayloadFailsItsJobForGoodAndTheProcessGoesOn() {
            start(sandbox().maxMessageBytes(LIMIT));
            var pid = resultOf(add("pid"));

            var id = queue.add(
                            "chore",
                            new Chore("nothing", "x".repeat(60_000)),
                            JobOptions.builder().attempts(3).build())
                    .id();

            assertThat(failureOf(id)).contains("too long for the pipe");
            assertThatJob(test, id).hasAttemptsMade(1);
            assertThat(resultOf(add("pid"))).isEqualTo(pid);
        }

        /** The processor still waits for the answer: the next job must not meet it. */
        @Test
        void anAnswerToTheProcessorFailsItsJobAndTheNextGetsAnotherProcess() {
            start(sandbox().maxMessageBytes(LIMIT));
            var before = resultOf(add("pid"));
            queue.pause();
            var parent = add("children");
            test.redis().hset(test.key(parent) + ":processed", "bull:other:1", "\"" + "x".repeat(60_000) + "\"");
            queue.resume();

            assertThat(failureOf(parent)).contains("too long for the pipe");

            assertThat(resultOf(add("pid"))).isNotEqualTo(before);
            await().atMost(LONG).until(() -> !isAlive(Long.parseLong(before)));
        }
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class Unread {

        private long stopped(Duration jobTimeout) throws Exception {
            var sandbox = sandbox()
                    .cancelGrace(Duration.ofMillis(50))
                    .killGrace(Duration.ofMillis(100))
                    .build();
            start(sandbox, worker(sandbox).jobTimeout(jobTimeout));
            var pid = Long.parseLong(resultOf(add("pid")));
            signal("STOP", pid);
            awaitStopped(pid);
            return pid;
        }

        @Test
        void aCancelEndsAProcessThatDoesNotReadItsJob() throws Exception {
            var pid = stopped(Duration.ofMinutes(10));
            var id = add("nothing", "x".repeat(MUCH));
            await().atMost(LONG).untilAsserted(() -> assertThatJob(test, id).isActive());

            await().atMost(LONG).until(() -> queue.cancel(id, "not needed") == CancelOutcome.SIGNALLED);

            assertThat(failureOf(id)).isEqualTo("not needed");
            await().atMost(LONG).until(() -> !isAlive(pid));
            assertThat(resultOf(add("count"))).isEqualTo("1");
        }

        @Test
        void aTimeoutEndsAProcessThatDoesNotReadItsJob() throws Exception {
            var pid = stopped(Duration.ofSeconds(4));

            var id = add("nothing", "x".repeat(MUCH));

            assertThat(failureOf(id)).contains("longer than its timeout of 4000 ms");
            await().atMost(LONG).until(() -> !isAlive(pid));
        }
    }
}
