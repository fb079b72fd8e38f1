package io.taurine.queue.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"5.0.14", "6.0.16", "6.1.240", "2.8"})
    void warnsOfAServerOlderThanNeeded(String version) {
        assertThat(ServerCheck.isOlderThan62(version)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.2.0", "7.0.15", "8.4.1", "10.0", "unknown", ""})
    void isContentWithANewerOrUnknownOne(String version) {
        assertThat(ServerCheck.isOlderThan62(version)).isFalse();
    }

    @Test
    void readsInfoLineByLine() {
        assertThat(ServerCheck.parse("# Server\r\nredis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\n"))
                .containsEntry("redis_version", "7.0.15")
                .containsEntry("maxmemory_policy", "noeviction")
                .hasSize(2);
    }
}
