package io.taurine.server.example;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;

@RedisTest
class ExamplesOnRedisRunnerIT extends ExamplesOnRunner {

    ExamplesOnRedisRunnerIT(TestQueue queue) {
        super("redis", setup -> setup.redisUri(queue.redisUri()).prefix(queue.name()));
    }
}
