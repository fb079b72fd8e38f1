package io.taurine.benchmark;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** After each measured run: are the jobs where they must be, and does BullMQ read them so? */
final class OutcomeCheck {
    private static final int SAMPLES = 20;

    private final RedisCommands<String, String> redis;
    private final @Nullable NodeBullmq node;

    /** @param node null where there is none to ask */
    OutcomeCheck(RedisCommands<String, String> redis, @Nullable NodeBullmq node) {
        this.redis = redis;
        this.node = node;
    }

    /** @throws IllegalStateException when the jobs of the queue {@code bench} are not as the scenario leaves them */
    void check(Scenario scenario) {
        var base = "bull:" + TaurineContender.QUEUE + ":";
        expect(scenario, "active", redis.llen(base + "active"), 0);
        expect(scenario, "failed", redis.zcard(base + "failed"), 0);
        if (scenario.completed() == 0) {
            return;
        }
        var completed = redis.zcard(base + "completed");
        expect(
                scenario,
                "completed or in line",
                completed + redis.llen(base + "wait"),
                scenario.completed() + scenario.left());
        expect(scenario, "too few completed", Math.max(0, scenario.completed() - completed), 0);
        if (node == null) {
            return;
        }
        var ids = redis.zrange(base + "completed", 0, SAMPLES - 1);
        var seen = node.call("read", Map.of("queue", TaurineContender.QUEUE, "ids", List.copyOf(ids)));
        expect(scenario, "completed for Node", seen.at("/counts/completed").asLong(), completed);
        for (var job : seen.path("jobs")) {
            if (!job.path("state").asText().equals("completed") || !job.has("returnvalue")) {
                throw new IllegalStateException(scenario.name() + ": Node reads " + job);
            }
        }
    }

    private static void expect(Scenario scenario, String what, long found, long wanted) {
        if (found != wanted) {
            throw new IllegalStateException(scenario.name() + ": " + found + " jobs are " + what + ", not " + wanted);
        }
    }
}
