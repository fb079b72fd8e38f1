package io.taurine.job;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns payloads and results into JSON text and back. What is stored must stay valid JSON, since BullMQ clients in other
 * languages read it. Implementations must be safe to share between threads.
 */
public interface PayloadCodec {

    /**
     * The JSON text of a value; null becomes {@code null}.
     *
     * @throws PayloadException if the value has no JSON form
     */
    String encode(@Nullable Object value);

    /**
     * The value of that type that the JSON text describes; null for the text {@code null}.
     *
     * @throws PayloadException if the text is not JSON or does not fit the type
     */
    @Nullable
    Object decode(String json, Type type);
}
