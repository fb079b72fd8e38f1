package io.taurine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

@RedisTest
class RedisMonitorIT {

    @Test
    void tellsWhatClientsSendAndWhatScriptsDo(TestQueue queue) throws IOException {
        var script = "return redis.call('INCR', KEYS[1])";
        try (var monitor = RedisMonitor.of(queue.redisUri())) {
            var key = queue.name() + ":n";
            queue.redis().eval(script, io.lettuce.core.ScriptOutputType.INTEGER, key);
            queue.redis().del(key);

            var ours = monitor.commands().stream()
                    .filter(command -> command.contains(key))
                    .toList();

            assertThat(ours).hasSize(3);
            assertThat(ours.get(0)).startsWith("\"EVAL\"");
            assertThat(ours.get(1)).isEqualTo("\"INCR\" \"" + key + "\"");
            assertThat(ours.get(2)).isEqualTo("\"DEL\" \"" + key + "\"");
            assertThat(monitor.commands()).noneMatch(command -> command.contains(key));
        }
    }

    @Test
    void closedItTellsNothing(TestQueue queue) throws IOException {
        var monitor = RedisMonitor.of(queue.redisUri());

        monitor.close();

        assertThatThrownBy(monitor::calls).isInstanceOf(IOException.class);
    }
}
