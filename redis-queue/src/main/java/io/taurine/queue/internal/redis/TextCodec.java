package io.taurine.queue.internal.redis;

import io.lettuce.core.codec.StringCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * UTF-8 texts, read without the buffers around buffers of Lettuce's own codec: a claimed job is some twenty of them. The words
 * that stand in every job and event are not made anew each time.
 */
public final class TextCodec extends StringCodec {
    private static final int LONGEST_WORD = 12;
    private static final int WORDS = 256;
    private static final int SHORT = 4096;

    private static final List<String> KNOWN = List.of(
            "name",
            "data",
            "opts",
            "timestamp",
            "delay",
            "priority",
            "ats",
            "atm",
            "stc",
            "processedOn",
            "finishedOn",
            "returnvalue",
            "failedReason",
            "stacktrace",
            "progress",
            "pb",
            "parent",
            "parentKey",
            "deid",
            "rjk",
            "nrjid",
            "tm",
            "defa",
            "event",
            "jobId",
            "prev",
            "added",
            "waiting",
            "active",
            "completed",
            "failed",
            "delayed",
            "drained",
            "0",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "7",
            "8",
            "9",
            "{}",
            "null",
            "true",
            "false");

    public static final TextCodec INSTANCE = new TextCodec();

    private final @Nullable String[] words = new String[WORDS];
    private final ThreadLocal<byte[]> scratch = ThreadLocal.withInitial(() -> new byte[SHORT]);

    private TextCodec() {
        super(StandardCharsets.UTF_8);
        for (var word : KNOWN) {
            var bytes = word.getBytes(StandardCharsets.US_ASCII);
            var slot = slot(bytes, bytes.length);
            // Two words of one slot: the second is made anew each time, as any other text is.
            if (words[slot] == null) {
                words[slot] = word;
            }
        }
    }

    @Override
    public String decodeKey(ByteBuffer bytes) {
        return decode(bytes);
    }

    @Override
    public String decodeValue(ByteBuffer bytes) {
        return decode(bytes);
    }

    private String decode(ByteBuffer buffer) {
        var length = buffer.remaining();
        if (length == 0) {
            return "";
        }
        var bytes = length <= SHORT ? scratch.get() : new byte[length];
        buffer.get(bytes, 0, length);
        if (length <= LONGEST_WORD) {
            var word = words[slot(bytes, length)];
            if (word != null && isWord(word, bytes, length)) {
                return word;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static int slot(byte[] bytes, int length) {
        var hash = length;
        for (var i = 0; i < length; i++) {
            hash = hash * 31 + bytes[i];
        }
        return (hash ^ hash >>> 8) & WORDS - 1;
    }

    private static boolean isWord(String word, byte[] bytes, int length) {
        if (word.length() != length) {
            return false;
        }
        for (var i = 0; i < length; i++) {
            if (word.charAt(i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
