package io.taurine.job.codec;

import io.taurine.job.PayloadCodec;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A codec around another one: changes the JSON text on its way to Redis and back. What {@link #wrap} returns must be valid
 * JSON again, since clients in other languages read it. Safe to share between threads.
 */
public abstract class WrappingCodec implements PayloadCodec {

    private final PayloadCodec inner;

    protected WrappingCodec(PayloadCodec inner) {
        this.inner = Objects.requireNonNull(inner, "inner");
    }

    /** The JSON text to store for the inner codec's. */
    protected abstract String wrap(String json);

    /**
     * The inner codec's JSON text out of the stored one.
     *
     * @throws io.taurine.job.PayloadException if it cannot be had; a job whose payload it is fails for good
     */
    protected abstract String unwrap(String json);

    @Override
    public final String encode(@Nullable Object value) {
        return wrap(inner.encode(value));
    }

    @Override
    public final @Nullable Object decode(String json, Type type) {
        return inner.decode(unwrap(json), type);
    }
}
