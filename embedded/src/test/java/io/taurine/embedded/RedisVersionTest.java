package io.taurine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisVersionTest {
    @Test
    void readsWhatTheServerPrints() {
        assertThat(RedisVersion.findIn("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64"))
                .contains(new RedisVersion(7, 0, 15));
    }

    @Test
    void readsTheNameOfACarriedExecutable() {
        assertThat(RedisVersion.findIn("/redis-server-6.2.6-v5-linux-amd64")).contains(new RedisVersion(6, 2, 6));
    }

    @Test
    void findsNothingInOtherText() {
        assertThat(RedisVersion.findIn("command not found")).isEmpty();
    }

    @Test
    void comparesNumbersAndNotText() {
        assertThat(new RedisVersion(6, 10, 0).isNewerThan(new RedisVersion(6, 2, 9)))
                .isTrue();
        assertThat(new RedisVersion(6, 2, 6).isNewerThan(new RedisVersion(6, 2, 6)))
                .isFalse();
    }
}
