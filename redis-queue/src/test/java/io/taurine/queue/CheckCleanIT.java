package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.AclCategory;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.JobParent;
import io.taurine.job.JobState;
import io.taurine.queue.check.CheckOptions;
import io.taurine.queue.check.Finding;
import io.taurine.queue.check.QueueCheck;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is in order is found so, and stays as it was. */
@RedisTest
class CheckCleanIT {

    private static final CheckOptions AT_ONCE =
            CheckOptions.builder().pause(Duration.ZERO).build();

    private final TestQueue keysOf;
    private final Bench bench;
    private final QueueCheck check;

    CheckCleanIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        check = QueueCheck.of(keysOf.name(), Bench.connection(), AT_ONCE);
    }

    private void assertClean() {
        var report = check.run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.isClean()).isTrue();
    }

    /** A queue with something of everything. */
    private void fill() {
        bench.completed();
        bench.failed();
        bench.active();
        var active = bench.active(JobOptions.builder().deduplication(Deduplication.keepLast("last")));
        bench.queue.add(
                "next",
                1,
                JobOptions.builder()
                        .deduplication(Deduplication.keepLast("last"))
                        .build());
        bench.queue.addJobLog(active, "row");
        bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
        bench.add(JobOptions.builder().delay(Duration.ofMillis(1)).timestamp(Instant.ofEpochMilli(1)));
        bench.add(JobOptions.builder().delay(Duration.ofDays(1000)));
        var delayed = bench.add(JobOptions.builder().delay(Duration.ofHours(1)).priority(9));
        bench.queue.changeDelay(delayed, Duration.ofDays(30));
        bench.add(JobOptions.builder().priority(3));
        var lifo = bench.add(JobOptions.builder().priority(2_097_151));
        bench.queue.changePriority(lifo, 17, true);
        bench.add(JobOptions.builder().jobId("a:b:c"));
        bench.add(JobOptions.builder().deduplication(Deduplication.simple("simple")));
        bench.add(JobOptions.builder().deduplication(Deduplication.throttle("ttl", Duration.ofHours(1))));
        bench.queue.add("none", null);
        bench.queue.upsertJobScheduler("hourly", Schedule.every(Duration.ofHours(1)), JobTemplate.of("data"));
        bench.queue.upsertJobScheduler(
                "daily:at:5", Schedule.cron("0 5 * * *", ZoneOffset.UTC), JobTemplate.of("data"));
        bench.queue.upsertJobScheduler(
                "over", Schedule.every(Duration.ofHours(1)).withLimit(1), JobTemplate.of("data"));
        bench.queue.setGlobalConcurrency(3);
        bench.queue.setGlobalRateLimit(100, Duration.ofSeconds(1));
        bench.queue.rateLimit(Duration.ofMinutes(1));
        addFlow();
    }

    private void addFlow() {
        var flows = FlowProducer.of(Bench.connection());
        var other = keysOf.another();
        var parent = flows.add(FlowNode.of("parent", keysOf.name())
                .child(FlowNode.of("child", keysOf.name()))
                .child(FlowNode.of("child elsewhere", other.name()).child(FlowNode.of("grandchild", keysOf.name())))
                .build());
        bench.queue.add(
                "one more",
                1,
                JobOptions.builder()
                        .parent(new JobParent(parent.id(), keysOf.prefix() + ":" + keysOf.name()))
                        .build());
    }

    @Test
    void aQueueThatDoesNotExist() {
        assertThat(QueueCheck.of(keysOf.another().name(), Bench.connection())
                        .run()
                        .isClean())
                .isTrue();
    }

    @Test
    void somethingOfEverything() {
        fill();

        assertClean();
    }

    @Test
    void aPausedQueueThatIsResumed() {
        fill();
        bench.queue.pause();
        assertClean();
        bench.queue.resume();
        assertClean();
    }

    @Test
    void aFlowAtEveryStep() {
        var flows = FlowProducer.of(Bench.connection());
        flows.add(FlowNode.of("parent", keysOf.name())
                .child(FlowNode.of("a", keysOf.name()))
                .child(FlowNode.of("b", keysOf.name()))
                .build());
        assertClean();
        var first = bench.claiming().run().ids().get(0);
        assertClean();
        bench.settling().completed(first, "1").run();
        assertClean();
        var second = bench.claiming().run().ids().get(0);
        bench.settling().failed(second, "boom", "[]", 1).run();
        assertClean();
        bench.queue.retry(second);
        assertClean();
        bench.claiming().run();
        bench.settling().completed(second, "1").run();
        assertClean();
        var parent = bench.claiming().run().ids().get(0);
        assertClean();
        bench.settling().completed(parent, "1").run();
        assertClean();
        bench.queue.retryJobs(JobState.COMPLETED, Instant.parse("2100-01-01T00:00:00Z"));
        assertClean();
    }

    @Test
    void afterAJobWasRecoveredFromASilentWorker() {
        var id = bench.active(JobOptions.builder().priority(2));
        bench.recoverStalled(Bench.NOW, 1);
        keysOf.redis().del(keysOf.key(id) + ":lock", bench.key("stalled-check"));
        bench.recoverStalled(Bench.NOW, 1);

        assertThat(bench.list("wait")).containsExactly(id);
        assertClean();
    }

    @Test
    void afterEverythingWasRemovedAgain() {
        fill();
        bench.queue.drain(true);
        assertClean();
        bench.queue.obliterate(true);
        assertClean();
        assertThat(check.run().jobs()).isZero();
    }

    @Test
    void neighboursAreNoConcernOfOurs() {
        var strange = QueueCheck.of(keysOf.name() + "*", Bench.connection(), AT_ONCE);
        keysOf.redis().hset(keysOf.another().key("7"), Map.of("name", "lost elsewhere", "timestamp", "1"));
        keysOf.redis().hset(bench.key("7"), Map.of("name", "lost here", "timestamp", "1"));

        assertThat(strange.run().isClean()).isTrue();
    }

    @Test
    void keysThatAreNotOursAreNoConcernOfOurs() {
        keysOf.redis().hset(bench.key("settings-of-mine"), "color", "red");
        keysOf.redis().set(bench.key("counter-of-mine"), "5");
        keysOf.redis().hset(bench.key("metrics:completed"), "count", "3");
        keysOf.redis().rpush(bench.key("metrics:completed:data"), "1");
        keysOf.redis().hset(bench.key("taurine:anything"), Map.of("name", "x", "timestamp", "1"));

        assertClean();
    }

    @Test
    void manyJobsInLine() {
        var jobs = IntStream.range(0, 3000)
                .mapToObj(i -> JobRequest.<Object>of("n", i))
                .toList();
        bench.queue.addBulk(jobs);
        bench.claiming().wanted(100).run();

        var report = check.run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.jobs()).isGreaterThanOrEqualTo(3000);
    }

    @Test
    void changesNothing() {
        fill();
        keysOf.redis().del(bench.key("id"), bench.key("pc"));
        keysOf.redis().hdel(bench.key("meta"), "opts.maxLenEvents", "version");
        lose();
        keysOf.redis().rpush(bench.key("wait"), "gone");
        keysOf.redis().zadd(bench.key("repeat"), 1, "gone");
        var before = dump();

        assertThat(check.run().findings()).hasSizeGreaterThan(3);

        assertThat(dump()).isEqualTo(before);
    }

    private void lose() {
        keysOf.redis()
                .hset(
                        bench.key("lost"),
                        Map.of("name", "x", "data", "1", "opts", "{}", "timestamp", "1", "delay", "0"));
    }

    private Map<String, String> dump() {
        var dump = new TreeMap<String, String>();
        for (var key : keysOf.keys()) {
            dump.put(key, HexFormat.of().formatHex(keysOf.redis().dump(key)));
        }
        return dump;
    }

    @Test
    void aUserWhoMayOnlyReadMayRunIt() {
        fill();
        lose();
        var user = "reader-" + keysOf.name();
        var redis = keysOf.redis();
        redis.aclSetuser(
                user,
                AclSetuserArgs.Builder.on()
                        .addPassword("secret")
                        .keyPattern(keysOf.prefix() + ":*")
                        .addCategory(AclCategory.READ)
                        .addCategory(AclCategory.CONNECTION)
                        .addCommand(CommandType.EVALSHA)
                        .addCommand(CommandType.EVAL)
                        .addCommand(CommandType.TIME)
                        .addCommand(CommandType.INFO));
        var uri = keysOf.redisUri().replace("redis://", "redis://" + user + ":secret@");
        try (var connection = RedisConnection.connect(uri)) {
            var theirs = QueueCheck.of(keysOf.name(), connection, AT_ONCE);

            assertThat(theirs.run().findings()).extracting(Finding::id).containsExactly("lost");
            assertThatThrownBy(() -> Queue.of(keysOf.name(), Object.class, connection))
                    .hasMessageContaining("NOPERM");
        } finally {
            redis.aclDeluser(user);
        }
    }

    @Test
    void keepsToItsPace() {
        fill();
        var slow =
                CheckOptions.builder().pause(Duration.ZERO).callsPerSecond(50).build();
        var before = System.nanoTime();

        var report = QueueCheck.of(keysOf.name(), Bench.connection(), slow).run();

        // Its own calls are some two dozen; those that look at schedulers come on top.
        assertThat(report.isClean()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(300));
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        bench.queue.addBulk(IntStream.range(0, 2000)
                .mapToObj(i -> JobRequest.<Object>of("n", i))
                .toList());
        var endless = QueueCheck.of(
                keysOf.name(),
                Bench.connection(),
                CheckOptions.builder().callsPerSecond(1).build());
        var thrown = new CompletableFuture<Throwable>();
        var thread = new Thread(() -> {
            try {
                endless.run();
                thrown.complete(new AssertionError("ended"));
            } catch (Throwable e) {
                thrown.complete(e);
            }
        });
        thread.start();
        thread.interrupt();

        assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(RedisUnavailableException.class);
    }

    @Test
    void theTwinTellsTheSame() {
        fill();
        lose();

        assertThat(check.runAsync().toCompletableFuture().join().findings())
                .isEqualTo(check.run().findings())
                .hasSize(1);
    }

    @Test
    void badOptionsAreRefused() {
        var options = CheckOptions.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> options.limit(0)).withMessageContaining("was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> options.limit(100_001));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.callsPerSecond(-1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException().isThrownBy(() -> options.pause(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> options.pause(Duration.ofMinutes(11)));
        assertThatIllegalArgumentException().isThrownBy(() -> options.stalledAfter(Duration.ofDays(366)));
        assertThatIllegalArgumentException().isThrownBy(() -> options.prefix(""));
        assertThatIllegalArgumentException().isThrownBy(() -> QueueCheck.of("a:b", Bench.connection()));
        assertThat(List.of(options.build().limit(), options.build().callsPerSecond()))
                .containsExactly(1000, 0);
    }
}
