package io.taurine.queue.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.queue.connection.RedisOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

    private static RedisAddress parse(String text) {
        return RedisAddress.parse(text, RedisOptions.defaults());
    }

    @Test
    void readsHostPortDatabaseAndUser() {
        var uri = parse("redis://ada:secret@example:7000/3").first();

        assertThat(uri.getHost()).isEqualTo("example");
        assertThat(uri.getPort()).isEqualTo(7000);
        assertThat(uri.getDatabase()).isEqualTo(3);
        assertThat(uri.getCredentialsProvider().resolveCredentials().block().getUsername())
                .isEqualTo("ada");
    }

    @Test
    void rediss_meansTlsWithPeerVerified() {
        assertThat(parse("rediss://example").first().isSsl()).isTrue();
        assertThat(parse("rediss://example").first().isVerifyPeer()).isTrue();

        var trusting = RedisOptions.builder().verifyPeer(false).build();
        assertThat(RedisAddress.parse("rediss://example", trusting).first().isVerifyPeer())
                .isFalse();
    }

    @Test
    void severalAddressesMeanACluster() {
        var address = parse("redis://a:1, redis://b:2");

        assertThat(address.isCluster()).isTrue();
        assertThat(address.display()).isEqualTo("a:1,b:2");
        assertThat(parse("redis://a:1").isCluster()).isFalse();
    }

    @Test
    void aSentinelGroupIsOneAddress() {
        var address = parse("redis-sentinel://a:1,b:2/5#mymaster");

        assertThat(address.isCluster()).isFalse();
        assertThat(address.first().getSentinelMasterId()).isEqualTo("mymaster");
        assertThat(address.first().getSentinels()).hasSize(2);
        assertThat(address.first().getDatabase()).isEqualTo(5);
        assertThat(address.display()).isEqualTo("a:1,b:2#mymaster");
    }

    @Test
    void neverShowsThePassword() {
        assertThat(parse("redis://ada:secret@example:7000").display()).isEqualTo("example:7000");
        assertThat(parse("redis-sentinel://secret@a:1#m").display()).isEqualTo("a:1#m");
    }

    @Test
    void credentialsOfTheOptionsGoBeforeThoseOfTheAddress() {
        var options =
                RedisOptions.builder().credentials("bob", "other".toCharArray()).build();

        var credentials = RedisAddress.parse("redis://ada:secret@example", options)
                .first()
                .getCredentialsProvider()
                .resolveCredentials()
                .block();

        assertThat(credentials.getUsername()).isEqualTo("bob");
        assertThat(credentials.getPassword()).containsExactly("other".toCharArray());
    }

    @Test
    void theTimeoutOfTheAddressGoesBeforeThatOfTheOptions() {
        var options =
                RedisOptions.builder().commandTimeout(Duration.ofSeconds(7)).build();

        assertThat(RedisAddress.optionsOf("redis://a?timeout=2s", options).commandTimeout())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(RedisAddress.optionsOf("redis://a", options).commandTimeout())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(parse("redis://a?timeout=2s").first().getTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:6379",
                "http://example",
                "redis://",
                "redis://ada:top%secret@example",
                "redis://ada:top secret@example",
                "redis-sentinel://top^secret@a:1#m"
            })
    void tellsWhatIsAllowedWithoutRepeatingAPassword(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(text))
                .withMessageContaining("allowed are redis://, rediss:// and redis-sentinel:// URIs")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"))
                .withNoCause();
    }
}
