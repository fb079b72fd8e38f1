package io.taurine.worker;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What the integration tests of the worker share: a queue of their own, and an end in any case. */
@RedisTest
@Timeout(60)
abstract class OnRedis {

    final TestQueue queue;
    final Workbench bench;

    OnRedis(TestQueue queue) {
        this.queue = queue;
        this.bench = new Workbench(queue);
    }

    @AfterEach
    void closeWorkers() {
        bench.close();
    }
}
