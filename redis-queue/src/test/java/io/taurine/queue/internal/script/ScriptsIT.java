package io.taurine.queue.internal.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@RedisTest
class ScriptsIT {

    static List<LuaScript> scripts() {
        return Scripts.all();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("scripts")
    void compilesOnRedisUnderTheShaThatJavaComputes(LuaScript script, TestQueue queue) {
        assertThat(queue.redis().scriptLoad(script.source())).isEqualTo(script.sha1());
    }
}
