package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.Backoff;
import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.check.CheckOptions;
import io.taurine.queue.check.QueueCheck;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * However fast jobs move, a check finds nothing in a queue that is in order. {@code TAURINE_CHECK_SECONDS} in the environment
 * makes it look for so long.
 */
class CheckWhileWorkingIT extends OnRedis {

    private static final Duration LONG =
            Duration.ofSeconds(Long.parseLong(System.getenv().getOrDefault("TAURINE_CHECK_SECONDS", "2")));

    private final AtomicBoolean adding = new AtomicBoolean(true);
    private final AtomicInteger flows = new AtomicInteger();

    CheckWhileWorkingIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void aQueueAtFullSpeedIsClean() {
        var check = QueueCheck.of(
                bench.test.name(),
                Workbench.redis(),
                CheckOptions.builder().pause(Duration.ofMillis(20)).build());
        bench.queue.upsertJobScheduler("often", Schedule.every(Duration.ofMillis(20)), JobTemplate.of("tick", "x"));
        bench.queue.upsertJobScheduler(
                "thrice", Schedule.every(Duration.ofMillis(100)).withLimit(3), JobTemplate.of("tick", "x"));
        for (int i = 0; i < 2; i++) {
            bench.start(bench.worker(this::work).concurrency(20));
        }
        var producers = new CompletableFuture<?>[] {
            CompletableFuture.runAsync(this::addJobs), CompletableFuture.runAsync(this::addFlows)
        };

        var end = System.nanoTime() + LONG.toNanos();
        var jobs = 0L;
        var checks = 0;
        while (System.nanoTime() - end < 0 || checks < 3) {
            var report = check.run();
            assertThat(report.findings()).as("check %s", checks).isEmpty();
            jobs += report.jobs();
            checks++;
        }
        adding.set(false);
        CompletableFuture.allOf(producers).join();
        bench.queue.removeJobScheduler("often");

        assertThat(jobs).isPositive();
        assertThat(flows).hasPositiveValue();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> bench.test
                                .redis()
                                .exists(
                                        bench.test.key("wait"),
                                        bench.test.key("active"),
                                        bench.test.key("prioritized"),
                                        bench.test.key("delayed"))
                        == 0);
        assertThat(check.run().isClean()).isTrue();
    }

    private Object work(ActiveJob<String> job) {
        if (job.attempt() == 1 && job.name().equals("shaky")) {
            throw new IllegalStateException("once");
        }
        return job.data();
    }

    private void addJobs() {
        var random = ThreadLocalRandom.current();
        while (adding.get()) {
            for (int i = 0; i < 100; i++) {
                bench.queue.addAsync(
                        "plain",
                        "x",
                        JobOptions.builder()
                                .removeOnComplete(KeepJobs.count(50))
                                .build());
            }
            bench.add("x", JobOptions.builder().priority(1 + random.nextInt(5)).removeOnComplete(KeepJobs.none()));
            bench.add("x", JobOptions.builder().delay(Duration.ofMillis(random.nextInt(30))));
            bench.add("x", JobOptions.builder().lifo(true));
            bench.add("x", JobOptions.builder().deduplication(Deduplication.keepLast("last")));
            bench.add("x", JobOptions.builder().deduplication(Deduplication.simple("simple")));
            bench.queue.add(
                    "shaky",
                    "x",
                    JobOptions.builder()
                            .attempts(2)
                            .backoff(Backoff.fixed(Duration.ofMillis(5)))
                            .build());
            bench.queue.add("shaky", "x", JobOptions.builder().attempts(2).build());
            var failing = bench.queue.add("shaky", "x").id();
            if (random.nextInt(4) == 0) {
                bench.queue.retryJobs();
            }
            if (random.nextInt(8) == 0) {
                bench.queue.pause();
                bench.queue.resume();
            }
            bench.queue.getJobState(failing);
        }
    }

    private void addFlows() {
        var producer = FlowProducer.of(Workbench.redis());
        while (adding.get()) {
            var root = FlowNode.of("parent", bench.test.name()).data("x");
            for (int i = 0; i < 5; i++) {
                root.child(FlowNode.of("child", bench.test.name())
                        .data("x")
                        .child(FlowNode.of("grandchild", bench.test.name()).data("x")));
            }
            producer.add(root.build());
            flows.incrementAndGet();
        }
    }
}
