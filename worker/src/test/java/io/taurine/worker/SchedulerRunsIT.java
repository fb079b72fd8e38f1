package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.SchedulerException;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** A worker sees to the next run of a job scheduler before it runs one, on every road by which it gets jobs. */
class SchedulerRunsIT extends OnRedis {

    /** Its next slot is years away, so that none begins while a test runs. */
    private static final Schedule RARELY = Schedule.every(Duration.ofDays(10_000));

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    SchedulerRunsIT(TestQueue queue) {
        super(queue);
    }

    private final WorkerListener<String> listener = new WorkerListener<>() {
        @Override
        public void onError(Throwable error) {
            errors.add(error);
        }
    };

    private String upsert(String id, Schedule schedule) {
        return bench.queue
                .upsertJobScheduler(id, schedule, JobTemplate.of("tick", id))
                .orElseThrow()
                .id();
    }

    /** The successor of a run that is done or being done. */
    private String pending(String id) {
        return bench.queue.getJobScheduler(id).orElseThrow().nextJobId();
    }

    @Test
    void runsAScheduleToItsLimit() {
        var seen = new CopyOnWriteArrayList<String>();
        bench.start(job -> seen.add(job.name() + " " + job.data()));

        upsert("s", Schedule.every(Duration.ofMillis(50)).withLimit(4));

        await().untilAsserted(() ->
                assertThatQueue(queue).hasCompleted(4).hasDelayed(0).hasWaiting(0));
        assertThat(seen).containsExactly("tick s", "tick s", "tick s", "tick s");
        assertThat(bench.queue.getJobScheduler("s").orElseThrow().iterationCount())
                .isEqualTo(4);
        assertThat(bench.queue.findBrokenSchedulers()).isEmpty();
    }

    @Test
    void theNextRunIsThereBeforeTheProcessorStarts() {
        var first = upsert("s", RARELY);
        var during = new CopyOnWriteArrayList<String>();

        bench.start(job -> {
            during.add(pending("s"));
            return null;
        });

        await().untilAsserted(() -> assertThatJob(queue, first).isCompleted());
        assertThat(during).hasSize(1).doesNotContain(first);
        assertThatJob(queue, during.get(0)).isDelayed();
    }

    @Test
    void jobsThatAFinishClaimsAreFollowedToo() {
        var firsts = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            firsts.add(upsert("s" + i, RARELY));
        }

        bench.start(bench.worker(job -> null).concurrency(1));

        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(6).hasDelayed(6));
        for (int i = 0; i < 6; i++) {
            assertThat(pending("s" + i)).isNotEqualTo(firsts.get(i));
        }
    }

    @Test
    void jobsClaimedByHandAreFollowedToo() {
        upsert("s", RARELY);
        try (var worker = bench.manual().manual()) {
            var job = worker.getNextJob("mine", Duration.ZERO).orElseThrow();

            assertThatJob(queue, pending("s")).isDelayed();
            job.moveToCompleted(null);
        }
        assertThatQueue(queue).hasCompleted(1).hasDelayed(1);
    }

    @Test
    void aRunThatMustNotStartIsFollowedAllTheSame() {
        var deferred = upsert("deferred", RARELY);
        queue.redis().hset(queue.key(deferred), "defa", "a child failed");
        var unreadable = upsert("unreadable", RARELY);
        queue.redis().hset(queue.key(unreadable), "data", "{broken");

        bench.start(job -> null);

        await().untilAsserted(() -> assertThatQueue(queue).hasFailed(2).hasDelayed(2));
    }

    @Test
    void aRunThatFailsIsFollowedOnceHoweverOftenItIsTried() {
        var template =
                JobTemplate.of("tick", "x", JobOptions.builder().attempts(3).build());
        var first = bench.queue
                .upsertJobScheduler("s", RARELY, template)
                .orElseThrow()
                .id();

        bench.start(job -> {
            throw new IllegalStateException("each time");
        });

        await().untilAsserted(() -> assertThatJob(queue, first).isFailed().hasAttemptsMade(3));
        assertThatQueue(queue).hasDelayed(1);
        assertThat(bench.queue.getJobScheduler("s").orElseThrow().iterationCount())
                .isEqualTo(2);
    }

    @Test
    void aRunCancelledBeforeItStartedIsFollowed() throws Exception {
        var tasks = new LinkedBlockingQueue<Runnable>();
        var first = upsert("s", RARELY);
        var worker = bench.start(bench.worker(job -> null).executor(tasks::add));
        var task = Workbench.next(tasks);

        assertThat(worker.cancel(first, "not today")).isTrue();
        new Thread(task).start();

        await().untilAsserted(() -> assertThatJob(queue, first).isFailed());
        assertThatQueue(queue).hasDelayed(1);
    }

    @Test
    void aScheduleThatOnlyOthersCanReadIsToldAndItsRunLeftToThem() {
        var broken = upsert("p", Schedule.cron("0 0 1 1 *", ZoneId.of("UTC")));
        queue.redis().hset(queue.key(broken), "opts", "{\"repeat\":{\"pattern\":\"H H * * *\",\"count\":1}}");
        bench.queue.promote(broken);
        var processed = new CopyOnWriteArrayList<String>();
        bench.start(bench.worker(job -> processed.add(job.id())).concurrency(1).listener(listener));
        await().until(() -> !errors.isEmpty());

        var sound = bench.add("sound");

        await().untilAsserted(() -> assertThatJob(queue, sound).isCompleted());
        assertThat(errors)
                .singleElement()
                .satisfies(error -> assertThat(error)
                        .isInstanceOf(SchedulerException.class)
                        .hasMessageStartingWith("Job scheduler p in queue " + queue.name()
                                + ": Failed to add repeatable job for next iteration: "));
        assertThat(processed).containsExactly(sound);
        assertThatJob(queue, broken).isActive();
        try (var manual = bench.manual().manual()) {
            queue.redis().del(queue.key(broken) + ":lock");
            queue.redis().lrem(queue.key("active"), 1, broken);
            queue.redis().rpush(queue.key("wait"), broken);
            bench.close();
            assertThatThrownBy(() -> manual.getNextJob("mine", Duration.ZERO)).isInstanceOf(SchedulerException.class);
        }
    }

    @Test
    void legacyMetadataIsToldAndItsJobProcessed() {
        var key = "nightly::1800000000000::* * * * *";
        queue.redis().hset(queue.key("repeat:" + key), "name", "nightly");
        var legacy = bench.add("x");
        queue.redis().hset(queue.key(legacy), "rjk", key);

        bench.start(bench.worker(job -> null).listener(listener));

        await().untilAsserted(() -> assertThatJob(queue, legacy).isCompleted());
        await().untilAsserted(() -> assertThat(errors)
                .singleElement()
                .satisfies(error -> assertThat(error)
                        .hasMessageContaining(
                                "Failed to add repeatable job for next iteration: Legacy repeatable job metadata is"
                                        + " not supported in BullMQ v6 (key: \"" + key + "\").")));
    }

    @Test
    void aWorkerThatDiedBeforeItMadeTheNextRunEndsNoSchedule() {
        var first = upsert("s", RARELY);
        var dead = new CountDownLatch(1);
        bench.start(bench.worker(job -> null).executor(task -> dead.countDown()).closeTimeout(Duration.ZERO));
        await().until(() -> dead.getCount() == 0);
        assertThatJob(queue, first).isActive();

        queue.redis().del(queue.key(first) + ":lock");
        queue.redis().sadd(queue.key("stalled"), first);
        queue.redis().del(queue.key("stalled-check"));
        bench.start(bench.worker(job -> null).stalledInterval(Duration.ofMillis(100)));

        await().untilAsserted(() -> assertThatJob(queue, first).isCompleted());
        assertThatQueue(queue).hasDelayed(1);
    }
}
