package io.taurine.queue.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class ClaimsIT {

    private final TestQueue queue;
    private final RedisConnection connection;
    private final Claims claims;
    private final String key;

    ClaimsIT(TestQueue queue) {
        this.queue = queue;
        connection = RedisConnection.connect(queue.redisUri());
        claims = Claims.of(queue.name(), Duration.ofHours(1), connection);
        key = "taurine::claim:{" + queue.name() + "}:a";
    }

    @AfterEach
    void close() {
        queue.redis().del(key);
        connection.close();
    }

    @Test
    void theFirstClaimStaysUntilItIsRenewed() {
        assertThat(claims.claim("a", "1")).isEmpty();
        assertThat(claims.claim("a", "2")).contains("1");

        claims.renew("a", "3");

        assertThat(claims.claim("a", "2")).contains("3");
    }

    @Test
    void aClaimIsForgottenAfterItsLifetime() {
        claims.claim("a", "1");
        assertThat(queue.redis().pttl(key)).isBetween(1L, Duration.ofHours(1).toMillis());
        claims.renew("a", "1");
        assertThat(queue.redis().pttl(key)).isBetween(1L, Duration.ofHours(1).toMillis());

        queue.redis().del(key);

        assertThat(claims.claim("a", "2")).isEmpty();
    }

    @Test
    void refusesWhatCannotBeClaimed() {
        assertThatIllegalArgumentException().isThrownBy(() -> claims.claim("", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> Claims.of("{", Duration.ofHours(1), connection));
        assertThatIllegalArgumentException().isThrownBy(() -> Claims.of("n", Duration.ZERO, connection));
    }
}
