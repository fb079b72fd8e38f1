package io.taurine.job.codec;

import io.taurine.job.PayloadCodec;
import io.taurine.job.PayloadException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Stores large payloads as gzip in a JSON object; small ones, and those that would not shrink, stay plain JSON. Reads both.
 * A client in another language sees {@code {"taurineCodec":"gzip","data":base64url}} and can unpack it. Thread-safe.
 */
public final class CompressingCodec extends WrappingCodec {

    /** Texts of fewer bytes are stored as they are, unless {@link Builder#threshold} says otherwise. */
    public static final int DEFAULT_THRESHOLD = 1024;

    /** Longest text a payload may unpack to, unless {@link Builder#maxSize} says otherwise. */
    public static final int DEFAULT_MAX_SIZE = 16 * 1024 * 1024;

    private static final String GZIP = "gzip";

    private final int threshold;
    private final int maxSize;

    private CompressingCodec(Builder from) {
        super(from.inner);
        threshold = from.threshold;
        maxSize = from.maxSize;
    }

    /** A codec with the default bounds around another one. */
    public static CompressingCodec around(PayloadCodec inner) {
        return builder(inner).build();
    }

    public static Builder builder(PayloadCodec inner) {
        return new Builder(inner);
    }

    @Override
    protected String wrap(String json) {
        var plain = json.getBytes(StandardCharsets.UTF_8);
        if (plain.length > maxSize) {
            throw new PayloadException(
                    "The payload has " + plain.length + " bytes, more than the " + maxSize + " allowed", null);
        }
        var mistakable = Envelope.isLike(json);
        if (plain.length < threshold && !mistakable) {
            return json;
        }
        var packed = Envelope.of(GZIP, pack(plain)).write();
        return packed.length() < plain.length || mistakable ? packed : json;
    }

    @Override
    protected String unwrap(String json) {
        return Envelope.read(json, GZIP)
                .map(envelope -> unpack(envelope.dataBytes()))
                .orElse(json);
    }

    private static byte[] pack(byte[] plain) {
        var bytes = new ByteArrayOutputStream(plain.length / 4 + 64);
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    private String unpack(byte[] packed) {
        byte[] plain;
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            // A few bytes can unpack to gigabytes: never more than the bound is held.
            plain = gzip.readNBytes(maxSize + 1);
        } catch (IOException e) {
            throw new PayloadException("The gzip payload is damaged: " + e.getMessage(), e);
        }
        if (plain.length > maxSize) {
            throw new PayloadException("The gzip payload unpacks to more than the " + maxSize + " bytes allowed", null);
        }
        return new String(plain, StandardCharsets.UTF_8);
    }

    /** Collects options. Not safe to share between threads. */
    public static final class Builder {

        private final PayloadCodec inner;
        private int threshold = DEFAULT_THRESHOLD;
        private int maxSize = DEFAULT_MAX_SIZE;

        private Builder(PayloadCodec inner) {
            this.inner = inner;
        }

        /** Texts of fewer bytes are stored as they are. Default {@value CompressingCodec#DEFAULT_THRESHOLD}, 0 or more. */
        public Builder threshold(int bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("threshold must be 0 or more, was " + bytes);
            }
            this.threshold = bytes;
            return this;
        }

        /** Longest JSON text in bytes, both ways; a longer one is refused. Default 16 MiB, 1 to 1 GiB. */
        public Builder maxSize(int bytes) {
            if (bytes < 1 || bytes > 1 << 30) {
                throw new IllegalArgumentException("maxSize must be between 1 and " + (1 << 30) + ", was " + bytes);
            }
            this.maxSize = bytes;
            return this;
        }

        public CompressingCodec build() {
            return new CompressingCodec(this);
        }
    }
}
