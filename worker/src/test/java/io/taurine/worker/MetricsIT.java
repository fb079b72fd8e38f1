package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetricsIT extends OnRedis {

    MetricsIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void countsEveryJobThatEndsOnce() {
        bench.start(bench.worker(job -> {
                    if (job.data().equals("bad")) {
                        throw new IllegalStateException("on purpose");
                    }
                    return null;
                })
                .concurrency(20)
                .metrics(MetricsTime.ONE_HOUR));

        bench.addMany(50);
        for (int i = 0; i < 5; i++) {
            bench.add("bad", JobOptions.builder().attempts(3));
        }

        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(50).hasFailed(5));
        assertThat(bench.queue.getMetrics(JobState.COMPLETED).count()).isEqualTo(50);
        assertThat(bench.queue.getMetrics(JobState.FAILED).count()).isEqualTo(5);
    }

    @Test
    void countsWhatIsEndedByHand() {
        bench.add("good");
        bench.add("bad");
        try (var hand = bench.manual().metrics(MetricsTime.ONE_MINUTE).manual()) {
            hand.getNextJob("one", Duration.ZERO).orElseThrow().moveToCompleted(null);
            hand.getNextJob("two", Duration.ZERO).orElseThrow().moveToFailed(new IllegalStateException("no"));
        }

        assertThat(bench.queue.getMetrics(JobState.COMPLETED).count()).isEqualTo(1);
        assertThat(bench.queue.getMetrics(JobState.FAILED).count()).isEqualTo(1);
    }
}
