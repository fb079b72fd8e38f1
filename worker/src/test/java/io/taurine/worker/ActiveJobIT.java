package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class ActiveJobIT extends OnRedis {

    private final LinkedBlockingQueue<ActiveJob<String>> ended = new LinkedBlockingQueue<>();

    ActiveJobIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void reportsProgressAndLogs() {
        bench.start(job -> {
            job.updateProgress(10);
            job.updateProgress(Map.of("step", "two"));
            job.log("one");
            job.log("two");
            return null;
        });

        var id = bench.add("x");

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isCompleted()
                .hasProgress("{\"step\":\"two\"}")
                .hasLogs("one", "two"));
        assertThat(bench.eventsOf(id)).contains("progress data=10", "progress data={\"step\":\"two\"}");
    }

    @Test
    void replacesThePayloadForTheNextAttempt() {
        bench.start(job -> {
            if (job.attempt() == 1) {
                job.updateData("half done");
                throw new IllegalStateException("still " + job.data());
            }
            return job.data();
        });

        var id = bench.add("new", JobOptions.builder().attempts(2));

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isCompleted()
                .hasReturnValue("\"half done\"")
                .hasFailedReason("still new"));
    }

    @Test
    void movesItselfAsideWithoutCountingAnAttempt() {
        bench.start(job -> {
            if (job.job().attemptsStarted() == 1) {
                job.moveToDelayed(Duration.ofMillis(30));
                throw new IllegalStateException("ignored");
            }
            return "second run";
        });

        var id = bench.add("x");

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isCompleted()
                .hasReturnValue("\"second run\"")
                .hasAttemptsMade(1)
                .hasAttemptsStarted(2)
                .doesNotHaveField("failedReason"));
        assertThat(bench.eventsOf(id)).anyMatch(event -> event.startsWith("delayed delay="));
    }

    @Test
    void movesItselfToTheFrontOfTheLine() {
        var first = bench.add("x");
        var second = bench.add("y");
        bench.start(job -> {
            if (job.id().equals(first) && job.job().attemptsStarted() == 1) {
                job.moveToWait();
            }
            return job.job().attemptsStarted();
        });

        await().untilAsserted(() -> assertThatJob(queue, second).isCompleted());

        assertThatJob(queue, first).isCompleted().hasReturnValue("2").hasAttemptsMade(1);
        var events = bench.events();
        assertThat(events.indexOf("completed jobId=" + first + " prev=active returnvalue=2"))
                .isLessThan(events.indexOf("active jobId=" + second + " prev=waiting"));
    }

    @Test
    void frontOfTheLineMeansOfItsPriority() {
        bench.start(job -> {
            if (job.job().attemptsStarted() == 1) {
                job.moveToWait();
            }
            return null;
        });

        var id = bench.add("x", JobOptions.builder().priority(3));

        await().untilAsserted(() ->
                assertThatJob(queue, id).isCompleted().hasAttemptsMade(1).hasAttemptsStarted(2));
    }

    @Test
    void canDoNothingMoreOnceItMovedItself() {
        bench.start(job -> {
            if (job.job().attemptsStarted() == 1) {
                job.moveToDelayed(Duration.ofMillis(1));
                assertRefusesAll(job);
                ended.add(job);
            }
            return null;
        });

        var id = bench.add("x");

        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted());
        assertThat(ended).hasSize(1);
    }

    @Test
    void canDoNothingMoreOnceItsProcessorReturned() throws Exception {
        bench.start(job -> {
            ended.add(job);
            return null;
        });
        var id = bench.add("x");
        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted());

        assertRefusesAll(Workbench.next(ended));

        assertThatJob(queue, id).isCompleted().hasLogs().hasProgress("0");
    }

    @Test
    void refusesDelaysAndExtensionsThatMakeNoSense() throws Exception {
        bench.start(job -> {
            assertThatThrownBy(() -> job.moveToDelayed(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("delay must be between 0 ms and 36500 days");
            assertThatThrownBy(() -> job.moveToDelayed(Duration.ofSeconds(Long.MAX_VALUE)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("delay must be between 0 ms and 36500 days");
            assertThatThrownBy(() -> job.extendLock(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("duration must be 1 ms or more");
            ended.add(job);
            return null;
        });

        bench.add("x");

        assertThat(Workbench.next(ended).data()).isEqualTo("x");
    }

    private static void assertRefusesAll(ActiveJob<String> job) {
        assertRefused(() -> job.updateProgress(1));
        assertRefused(() -> job.log("x"));
        assertRefused(() -> job.updateData("x"));
        assertRefused(() -> job.extendLock(Duration.ofSeconds(1)));
        assertRefused(() -> job.moveToDelayed(Duration.ofSeconds(1)));
        assertRefused(job::moveToWait);
    }

    private static void assertRefused(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class).hasMessageContaining("has ended");
    }
}
