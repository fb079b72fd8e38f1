package io.taurine.server.redis;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What the tests of the runner on Redis share: keys of their own, and an end in any case. */
@RedisTest
@Timeout(60)
abstract class OnRedis {

    final RunnerBench bench;

    OnRedis(TestQueue queue) {
        this.bench = new RunnerBench(queue);
    }

    @AfterEach
    void closeRunners() {
        bench.close();
    }
}
