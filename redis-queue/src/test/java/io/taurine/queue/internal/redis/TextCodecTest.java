package io.taurine.queue.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextCodecTest {
    static Stream<String> texts() {
        return Stream.of(
                "",
                "name",
                "nam",
                "names",
                "processedOn",
                "42",
                "é",
                "日本",
                "\uD83D\uDE80",
                "a".repeat(12),
                "a".repeat(13),
                "x".repeat(4096),
                "x".repeat(4097),
                "ü".repeat(5000),
                "\u0000",
                "{}",
                "{\"a\":\"ß\"}");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsReadAsItWasWritten(String text) {
        assertThat(TextCodec.INSTANCE.decodeValue(bytes(text))).isEqualTo(text);
        assertThat(TextCodec.INSTANCE.decodeKey(bytes(text))).isEqualTo(text);
        assertThat(TextCodec.INSTANCE.decodeValue(direct(text))).isEqualTo(text);
    }

    @Test
    void onlyWhatIsLeftInTheBufferIsRead() {
        var buffer = bytes("xxtimestampyy");
        buffer.position(2).limit(11);

        assertThat(TextCodec.INSTANCE.decodeValue(buffer)).isEqualTo("timestamp");
    }

    @Test
    void theWordsOfEveryJobAreNotMadeAnew() {
        assertThat(TextCodec.INSTANCE.decodeValue(bytes("timestamp")))
                .isSameAs(TextCodec.INSTANCE.decodeValue(bytes("timestamp")));
    }

    @Test
    void whatIsNoUtf8IsReplacedAsLettuceDoesIt() {
        var broken = new byte[] {'a', (byte) 0xC3, 'b'};

        assertThat(TextCodec.INSTANCE.decodeValue(ByteBuffer.wrap(broken))).isEqualTo("a\uFFFDb");
    }

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    private static ByteBuffer direct(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
