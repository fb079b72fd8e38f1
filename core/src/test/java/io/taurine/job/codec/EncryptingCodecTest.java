package io.taurine.job.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.PayloadException;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptingCodecTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] OLD = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    private static final byte[] NEW =
            "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private static EncryptingCodec.Builder with(EncryptionKeys keys) {
        return EncryptingCodec.builder(JacksonPayloadCodec.defaults(), keys);
    }

    private final EncryptingCodec codec =
            with(EncryptionKeys.current("2026", NEW)).build();

    @Test
    void storesJsonThatShowsNothingButTheKeysId() throws Exception {
        var stored = codec.encode(Map.of("card", "4111"));

        var tree = (ObjectNode) JSON.readTree(stored);
        assertThat(tree.properties().stream().map(Map.Entry::getKey))
                .containsExactly("taurineCodec", "key", "iv", "data");
        assertThat(tree.get("key").asText()).isEqualTo("2026");
        assertThat(stored).doesNotContain("card").doesNotContain("4111");
        assertThat(codec.decode(stored, Map.class)).isEqualTo(Map.of("card", "4111"));
        assertThat(codec.decode(codec.encode(null), String.class)).isNull();
    }

    @Test
    void neverUsesANonceTwice() throws Exception {
        var seen = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            seen.add(JSON.readTree(codec.encode("same")).get("iv").asText());
        }

        assertThat(seen).hasSize(1000);
    }

    @Test
    void wrapsACompressingCodec() {
        var both = EncryptingCodec.around(
                CompressingCodec.around(JacksonPayloadCodec.defaults()), EncryptionKeys.current("k", NEW));
        var text = "again ".repeat(10_000);

        var stored = both.encode(text);

        assertThat(stored.length()).isLessThan(1000);
        assertThat(both.decode(stored, String.class)).isEqualTo(text);
    }

    @Nested
    class Rotation {

        @Test
        void readsWhatOlderKeysEncryptedAndWritesWithTheCurrentOne() {
            var before = with(EncryptionKeys.current("2025", OLD)).build();
            var during = with(EncryptionKeys.current("2026", NEW).andAlso("2025", OLD))
                    .build();

            assertThat(during.decode(before.encode("x"), String.class)).isEqualTo("x");
            assertThat(codec.decode(during.encode("y"), String.class)).isEqualTo("y");
        }

        @Test
        void saysWhichKeyIsMissing() {
            var stored = with(EncryptionKeys.current("2025", OLD)).build().encode("x");

            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> codec.decode(stored, String.class))
                    .withMessage("The payload is encrypted with key '2025', which is not here; known are [2026]");
        }

        @Test
        void keysShowTheirIdsOnly() {
            assertThat(EncryptionKeys.current("2026", NEW)).hasToString("EncryptionKeys [2026], current 2026");
        }
    }

    @Nested
    class Refusing {

        @ParameterizedTest
        @CsvSource({"data", "iv"})
        void whatWasChanged(String field) throws Exception {
            var tree = (ObjectNode) JSON.readTree(codec.encode("secret"));
            var text = tree.get(field).asText();
            tree.put(field, (text.charAt(0) == 'A' ? 'B' : 'A') + text.substring(1));

            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> codec.decode(tree.toString(), String.class))
                    .withMessageStartingWith("The encrypted payload was changed");
        }

        @Test
        void whatClaimsToBeOfAnotherKey() throws Exception {
            var sameKeyTwice = with(EncryptionKeys.current("2026", NEW).andAlso("other", NEW))
                    .build();
            var tree = (ObjectNode) JSON.readTree(codec.encode("secret"));
            tree.put("key", "other");

            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> sameKeyTwice.decode(tree.toString(), String.class))
                    .withMessageStartingWith("The encrypted payload was changed");
        }

        @Test
        void whatBelongsToAnotherPurpose() {
            var payments = with(EncryptionKeys.current("2026", NEW))
                    .purpose("payments")
                    .build();
            var refunds =
                    with(EncryptionKeys.current("2026", NEW)).purpose("refunds").build();

            assertThat(payments.decode(payments.encode("x"), String.class)).isEqualTo("x");
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> refunds.decode(payments.encode("x"), String.class))
                    .withMessageContaining("belongs to another purpose than 'refunds'");
        }

        @Test
        void plainJsonUnlessItIsAccepted() {
            var tolerant =
                    with(EncryptionKeys.current("2026", NEW)).acceptPlain(true).build();

            assertThat(tolerant.decode("\"plain\"", String.class)).isEqualTo("plain");
            assertThat(tolerant.decode(codec.encode("x"), String.class)).isEqualTo("x");
            assertThatExceptionOfType(PayloadException.class)
                    .isThrownBy(() -> codec.decode("\"plain\"", String.class))
                    .withMessage("The payload is not encrypted, and only encrypted ones are accepted here");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"taurineCodec\":\"aes-gcm\",\"key\":\"2026\",\"data\":\"AAAA\"}",
                    "{\"taurineCodec\":\"aes-gcm\",\"key\":\"2026\",\"iv\":\"AAAA\",\"data\":\"AAAA\"}",
                    "{\"taurineCodec\":\"aes-gcm\",\"key\":\"2026\",\"iv\":\"AAAAAAAAAAAAAAAA\",\"data\":\"AA\"}",
                    "{\"taurineCodec\":\"aes-gcm\",\"data\":\"AAAA\"}",
                    "{\"taurineCodec\":\"aes-gcm\",\"key\":\"2026\",\"iv\":\"AAAAAAAAAAAAAAAA\"}"
                })
        void whatIsDamaged(String stored) {
            assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> codec.decode(stored, String.class));
        }

        @Test
        void keysThatCannotBe() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EncryptionKeys.current("k", new byte[5]))
                    .withMessage("an AES key has 16, 24 or 32 bytes, key 'k' has 5");
            assertThatIllegalArgumentException().isThrownBy(() -> EncryptionKeys.current("", NEW));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EncryptionKeys.current("k", NEW).andAlso("k", OLD));
        }
    }
}
