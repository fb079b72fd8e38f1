package io.taurine.server.example;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

@RedisTest
class ExamplesOnRedisRunnerIT extends ExamplesOnRunner {

    ExamplesOnRedisRunnerIT(TestQueue queue, @TempDir Path folder) {
        super("redis", setup -> setup.redisUri(queue.redisUri()).prefix(queue.name()), folder);
    }
}
