package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KillArgs;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.Job;
import io.taurine.queue.CancelOutcome;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.ClaimReply.ClaimedHash;
import io.taurine.queue.internal.ClaimRequest;
import io.taurine.queue.internal.Settlement;
import io.taurine.queue.internal.WorkerGateway;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Cancels of jobs that a worker has claimed while it could not hear of them. No renewal comes to help here. */
@Isolated("breaks the connections of all that listen")
class UnheardCancelsIT extends OnRedis {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final LinkedBlockingQueue<String> cancelled = new LinkedBlockingQueue<>();

    UnheardCancelsIT(TestQueue queue) {
        super(queue);
    }

    private static Processor<String> endless() {
        return job -> {
            new CountDownLatch(1).await();
            return null;
        };
    }

    @Test
    void betweenItsClaimAndTheSubscriptionOfItsWorker() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var known = bench.add("so that Redis knows all scripts that this takes");
        try (var proxy = FaultProxy.to(TestRedis.shared());
                var redis = RedisConnection.connect(proxy.uri());
                var worker = Worker.of(queue.name(), String.class, redis, job -> {
                            if (job.id().equals(known)) {
                                return null;
                            }
                            started.countDown();
                            return job.data().equals("first")
                                    ? awaited(release)
                                    : endless().process(job);
                        })
                        .lockDuration(LONG)
                        .closeTimeout(Duration.ZERO)
                        .start()) {
            await().untilAsserted(() -> assertThatJob(queue, known).isCompleted());
            var first = bench.add("first");
            Workbench.await(started);
            var id = bench.add("x");
            // From here on what the worker asks of Redis is done, and it hears of nothing.
            proxy.stallResponses();
            queue.redis().clientKill(KillArgs.Builder.typePubsub());
            release.countDown();
            await().untilAsserted(() -> assertThatJob(queue, first).isCompleted());
            assertThatJob(queue, id).isActive(); // claimed by the call that recorded the end of the first
            assertThat(bench.queue.cancel(id, "why")).isEqualTo(CancelOutcome.MARKED);

            proxy.heal();

            await().untilAsserted(() -> assertThatJob(queue, id).isFailed().hasFailedReason("why"));
            assertThat(worker.isRunning()).isTrue();
        }
    }

    private static String awaited(CountDownLatch latch) throws InterruptedException {
        Workbench.await(latch);
        return "done";
    }

    /** The reply to a claim is on its way while the subscription begins: when that looks for marks the run is not there yet. */
    @Test
    void ofAJobWhoseClaimIsAnsweredAfterTheSubscription() throws Exception {
        var gateway = new WorkerGateway(Workbench.redis(), "bull", queue.name(), 0);
        var tokens = new ClaimTokens("worker");
        var running = new RunningJobs<String>();
        var cancels = new RemoteCancels<>(
                gateway, "worker", running, (run, why) -> cancelled.add(run.id() + " " + why), Runnable::run, tokens);
        var unheard = bench.add("x");
        var token = tokens.next();
        var claimed = claim(gateway, token);
        assertThat(bench.queue.cancel(unheard, "why")).isEqualTo(CancelOutcome.MARKED);

        cancels.start();
        var channel = queue.key("cancel:worker");
        await().until(() -> queue.redis().pubsubChannels(channel).contains(channel));
        // Heard, so that the subscription has looked already.
        var heard = bench.add("y");
        var run = run(claim(gateway, tokens.next()), "worker:1");
        running.add(run);
        cancels.started(run);
        assertThat(bench.queue.cancel(heard, "heard")).isEqualTo(CancelOutcome.SIGNALLED);
        assertThat(Workbench.next(cancelled)).isEqualTo(heard + " heard");
        var late = run(claimed, token);
        running.add(late);
        cancels.started(late);

        assertThat(Workbench.next(cancelled)).isEqualTo(unheard + " why");
        cancels.stop();
    }

    @Test
    void areFoundByLookingNowAndThenWhereNoMessageTellsAndNoLockIsRenewed() throws Exception {
        var started = new CountDownLatch(1);
        try (var worker = Worker.of(queue.name(), String.class, Workbench.redis(), job -> {
                    started.countDown();
                    return endless().process(job);
                })
                .lockDuration(LONG)
                .cancelCheckInterval(Duration.ofMillis(20))
                .closeTimeout(Duration.ZERO)
                .start()) {
            var id = bench.add("x");
            Workbench.await(started);

            var token = queue.redis().get(queue.key(id + ":lock"));
            queue.redis().hset(queue.key(id), "cancelled", "{\"token\":\"" + token + "\",\"reason\":\"why\"}");

            await().untilAsserted(() -> assertThatJob(queue, id).isFailed().hasFailedReason("why"));
            assertThat(worker.isRunning()).isTrue();
        }
    }

    private static ClaimedHash claim(WorkerGateway gateway, String token) {
        return Await.result(gateway.claim(new ClaimRequest(token, LONG.toMillis(), 1, "", 0, 0)))
                .jobs()
                .get(0);
    }

    private JobRun<String> run(ClaimedHash claimed, String token) {
        var job = new Job<String>(
                queue.name(), claimed.id(), claimed.fields(), JacksonPayloadCodec.defaults(), String.class);
        return new JobRun<>(job, token, bench.queue, new NoHost(), System.nanoTime() + LONG.toNanos());
    }

    @Test
    void areLookedForInOneCallHoweverManyJobsRun() {
        var jobs = 50;
        try (var server = EmbeddedRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var own = TestQueue.create("many", server.uri());
                var adding = Queue.of(own.name(), String.class, redis);
                var worker = Worker.of(own.name(), String.class, redis, endless())
                        .concurrency(jobs)
                        .lockDuration(LONG)
                        .stalledCheck(false)
                        .closeTimeout(Duration.ZERO)
                        .start()) {
            for (int i = 0; i < jobs; i++) {
                adding.add("work", "x");
            }
            await().until(() -> worker.runningJobs() == jobs);
            var channel = own.key("cancel:" + worker.id());
            await().until(() -> own.redis().pubsubChannels(channel).contains(channel));
            own.redis().configResetstat();

            own.redis().clientKill(KillArgs.Builder.typePubsub());

            await().until(() -> calls(own, "hget") == jobs);
            assertThat(calls(own, "evalsha") - failed(own, "evalsha") + calls(own, "eval"))
                    .isEqualTo(1);
        }
    }

    @Test
    void costAWorkerNothingThatBeginsToListenBeforeItHasClaimed() {
        try (var server = EmbeddedRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var own = TestQueue.create("idle", server.uri());
                var worker = Worker.of(own.name(), String.class, redis, endless())
                        .stalledCheck(false)
                        .drainDelay(Duration.ofMillis(50))
                        .start()) {
            var channel = own.key("cancel:" + worker.id());
            await().until(() -> own.redis().pubsubChannels(channel).contains(channel));
            await().until(() -> calls(own, "bzpopmin") >= 3);

            assertThat(calls(own, "hget")).isZero();
            assertThat(worker.runningJobs()).isZero();
        }
    }

    private static long calls(TestQueue queue, String command) {
        return stat(queue, command, "calls");
    }

    /** A script that the server does not know yet is asked for twice. */
    private static long failed(TestQueue queue, String command) {
        return stat(queue, command, "failed_calls");
    }

    private static long stat(TestQueue queue, String command, String name) {
        return Arrays.stream(queue.redis().info("commandstats").split("\r\n"))
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .map(line -> line.replaceAll(".*[:,]" + name + "=(\\d+).*", "$1"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    /** For runs that never start. */
    private static final class NoHost implements JobRun.RunHost<String> {

        @Override
        public boolean interruptLater(JobRun<String> run) {
            return false;
        }

        @Override
        public void settleNow(JobRun<String> run, Settlement settlement, String operation) {
            throw new AssertionError();
        }

        @Override
        public boolean waitForChildrenNow(JobRun<String> run, Settlement settlement) {
            throw new AssertionError();
        }

        @Override
        public void limitRateNow(Duration duration) {
            throw new AssertionError();
        }

        @Override
        public void extendLockNow(JobRun<String> run, Duration duration) {
            throw new AssertionError();
        }

        @Override
        public void progressed(JobRun<String> run, Object progress) {
            throw new AssertionError();
        }

        @Override
        public void aside(Runnable userCode) {
            throw new AssertionError();
        }
    }
}
