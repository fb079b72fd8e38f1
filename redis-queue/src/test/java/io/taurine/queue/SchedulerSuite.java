package io.taurine.queue;

import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.ZoneId;

/** What tests of job schedulers share: a queue whose clock the test moves. */
@RedisTest
abstract class SchedulerSuite {

    static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    static final Schedule EVERY = Schedule.every(TEN_SECONDS);
    static final ZoneId UTC = ZoneId.of("UTC");

    final TestQueue keysOf;
    final SchedulerBench bench;
    final Bench queue;

    SchedulerSuite(TestQueue keysOf) {
        this.keysOf = keysOf;
        this.bench = new SchedulerBench(keysOf, QueueOptions.defaults());
        this.queue = bench.bench;
    }
}
