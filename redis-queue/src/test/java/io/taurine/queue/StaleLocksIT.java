package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.queue.check.StaleLocks;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StaleLocksIT {

    private final TestQueue test = TestQueue.create("stale");
    private final RedisConnection redis = RedisConnection.connect(TestRedis.shared());

    @AfterEach
    void closeAll() {
        redis.close();
        test.close();
    }

    @Test
    void findsActiveJobsWithoutALockOldestOnesFirst() {
        for (var id = 1; id <= 5; id++) {
            test.redis().lpush(test.key("active"), String.valueOf(id));
        }
        test.redis().set(test.key("2:lock"), "token");

        assertThat(StaleLocks.find(test.prefix(), test.name(), redis, 10))
                .containsExactlyInAnyOrder("1", "3", "4", "5");
        assertThat(StaleLocks.find(test.prefix(), test.name(), redis, 3)).containsExactlyInAnyOrder("1", "3");
    }

    @Test
    void findsNoneWhereAllIsWell() {
        test.redis().lpush(test.key("active"), "1");
        test.redis().set(test.key("1:lock"), "token");

        assertThat(StaleLocks.find(test.prefix(), test.name(), redis, 10)).isEmpty();
        assertThat(StaleLocks.find(test.prefix(), test.name() + "-none", redis, 10))
                .isEmpty();
    }

    @Test
    void refusesWrongArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StaleLocks.find("bull", "mail", redis, 0))
                .withMessage("most must be 1 to 10000, was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> StaleLocks.find("bull", "a:b", redis, 10));
    }
}
