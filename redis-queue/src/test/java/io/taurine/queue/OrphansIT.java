package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.JobOptions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

@RedisTest
class OrphansIT {

    private final TestQueue keysOf;
    private final Bench bench;
    private final Queue<Object> queue;

    OrphansIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        queue = bench.queue;
    }

    private Set<String> allKeys() {
        return new TreeSet<>(keysOf.redis().keys(bench.key("*")));
    }

    @Test
    void jobsThatAreInAStateStay() {
        bench.completed();
        bench.failed();
        var active = bench.active();
        queue.addJobLog(active, "row");
        bench.add(JobOptions.builder().delay(Duration.ofHours(1)));
        bench.add(JobOptions.builder().priority(3));
        var parent = bench.add(JobOptions.builder().jobId("a:b:c"));
        keysOf.redis().lrem(bench.key("wait"), 0, parent);
        keysOf.redis().zadd(bench.key("waiting-children"), 1, parent);
        keysOf.redis().sadd(keysOf.key(parent) + ":dependencies", "bull:x:1");
        var aside = bench.add();
        keysOf.redis().lrem(bench.key("wait"), 0, aside);
        keysOf.redis().lpush(bench.key("paused"), aside);
        queue.rateLimit(Duration.ofMinutes(1));
        var before = allKeys();

        assertThat(queue.removeOrphanedJobs()).isZero();

        assertThat(allKeys()).isEqualTo(before);
    }

    @Test
    void whatIsLeftOfJobsInNoStateGoes() {
        var kept = bench.add();
        var lost = bench.add();
        queue.addJobLog(lost, "row");
        keysOf.redis().lrem(bench.key("wait"), 0, lost);
        keysOf.redis().rpush(bench.key("gone:logs"), "a row of a job whose hash is gone");
        keysOf.redis().set(bench.key("gone-too:lock"), "token");

        assertThat(queue.removeOrphanedJobs()).isEqualTo(3);

        assertThat(allKeys()).doesNotContain(keysOf.key(lost), keysOf.key(lost) + ":logs");
        assertThat(allKeys()).contains(keysOf.key(kept)).noneMatch(key -> key.contains("gone"));
    }

    @Test
    void keysThatAreNoJobsStay() {
        keysOf.redis().hset(bench.key("repeat:nightly"), Map.of("name", "x"));
        keysOf.redis().hset(bench.key("metrics:completed"), "count", "3");
        keysOf.redis().rpush(bench.key("metrics:completed:data"), "1");
        keysOf.redis().set(bench.key("de:once"), "5");
        keysOf.redis().hset(bench.key("settings-of-mine"), "color", "red");
        keysOf.redis().set(bench.key("counter-of-mine"), "5");
        var before = allKeys();

        assertThat(queue.removeOrphanedJobs()).isZero();

        assertThat(allKeys()).isEqualTo(before);
    }

    @Test
    void theNeighboursJobsStay() {
        var pattern = keysOf.another();
        keysOf.redis().hset(pattern.key("7"), "name", "orphan elsewhere");
        var strange = Queue.of(keysOf.name() + "*", Object.class, Bench.connection());

        assertThat(strange.removeOrphanedJobs()).isZero();
        assertThat(queue.removeOrphanedJobs()).isZero();

        assertThat(pattern.redis().exists(pattern.key("7"))).isEqualTo(1);
        strange.obliterate(true);
    }

    @Test
    void manyAreFoundInManySteps() {
        for (int i = 0; i < 2500; i++) {
            keysOf.redis().hset(bench.key("lost-" + i), "name", "x");
        }

        assertThat(queue.removeOrphanedJobs()).isEqualTo(2500);
    }

    @Test
    void theKeyOfOldPrioritiesGoes() {
        keysOf.redis().zadd(bench.key("priority"), 1, "5");

        assertThat(queue.removeDeprecatedPriorityKey()).isTrue();
        assertThat(queue.removeDeprecatedPriorityKey()).isFalse();
        assertThat(bench.exists(bench.key("priority"))).isFalse();
    }
}
