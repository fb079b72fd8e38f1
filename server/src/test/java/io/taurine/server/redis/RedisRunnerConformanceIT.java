package io.taurine.server.redis;

import io.taurine.server.runner.RunnerConformance;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What the runner on Redis must do as every other. */
@RedisTest
class RedisRunnerConformanceIT extends RunnerConformance {

    private final TestQueue test;

    RedisRunnerConformanceIT(TestQueue test) {
        super("redis", setup -> setup.redisUri(test.redisUri()).prefix(test.name()));
        this.test = test;
    }

    @AfterEach
    void removeKeys() {
        for (var pattern : List.of(test.name() + ":*", "taurine::*" + test.name() + "*")) {
            test.redis().keys(pattern).forEach(test.redis()::del);
        }
    }
}
