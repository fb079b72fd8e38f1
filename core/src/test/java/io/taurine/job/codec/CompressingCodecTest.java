package io.taurine.job.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.PayloadException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressingCodecTest {

    private final CompressingCodec codec = CompressingCodec.around(JacksonPayloadCodec.defaults());

    @Test
    void leavesSmallPayloadsAsTheyAre() {
        assertThat(codec.encode("x".repeat(1021))).isEqualTo("\"" + "x".repeat(1021) + "\"");
        assertThat(codec.encode(null)).isEqualTo("null");
    }

    @Test
    void storesLargeOnesAsJsonThatAnyGzipReads() throws Exception {
        var text = "käse ".repeat(1000);

        var stored = codec.encode(text);

        var tree = new JsonMapper().readTree(stored);
        assertThat(tree.get("taurineCodec").asText()).isEqualTo("gzip");
        assertThat(stored.length()).isLessThan(200);
        var packed = Base64.getUrlDecoder().decode(tree.get("data").asText());
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            assertThat(new String(gzip.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("\"" + text + "\"");
        }
        assertThat(codec.decode(stored, String.class)).isEqualTo(text);
    }

    @Test
    void leavesAloneWhatWouldNotShrink() {
        var noise = new byte[2000];
        new Random(7).nextBytes(noise);
        var text = Base64.getEncoder().encodeToString(noise);

        assertThat(codec.encode(text)).isEqualTo("\"" + text + "\"");
    }

    @Test
    void readsPlainJsonOfOtherClientsAndOfOtherCodecs() {
        assertThat(codec.decode("{\"a\":1}", Map.class)).isEqualTo(Map.of("a", 1));
        assertThat(codec.decode("{\"taurineCodec\":\"zstd\",\"data\":\"x\"}", Map.class))
                .isEqualTo(Map.of("taurineCodec", "zstd", "data", "x"));
    }

    @Test
    void aPayloadThatLooksLikeOneOfOursComesBackAsItWas() {
        var mistakable = Map.of("taurineCodec", "gzip", "data", "not gzip");

        assertThat(codec.decode(codec.encode(mistakable), Map.class)).isEqualTo(mistakable);
    }

    @Test
    void refusesToUnpackABomb() {
        var bomb = CompressingCodec.around(JacksonPayloadCodec.defaults()).encode("0".repeat(1_000_000));
        var careful = CompressingCodec.builder(JacksonPayloadCodec.defaults())
                .maxSize(100_000)
                .build();

        assertThat(bomb.length()).isLessThan(3000);
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> careful.decode(bomb, String.class))
                .withMessage("The gzip payload unpacks to more than the 100000 bytes allowed");
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> careful.encode("0".repeat(100_000)))
                .withMessage("The payload has 100002 bytes, more than the 100000 allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"taurineCodec\":\"gzip\"}",
                "{\"taurineCodec\":\"gzip\",\"data\":7}",
                "{\"taurineCodec\":\"gzip\",\"data\":\"***\"}",
                "{\"taurineCodec\":\"gzip\",\"data\":\"AAAA\"}",
                "{\"taurineCodec\":\"gzip\",\"data\":\"\"}"
            })
    void saysThatAPayloadIsDamaged(String stored) {
        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> codec.decode(stored, String.class))
                .withMessageStartingWith("The gzip payload ");
    }

    @Test
    void refusesBoundsOutOfRange() {
        var builder = CompressingCodec.builder(JacksonPayloadCodec.defaults());

        assertThatIllegalArgumentException().isThrownBy(() -> builder.threshold(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxSize(0));
    }
}
