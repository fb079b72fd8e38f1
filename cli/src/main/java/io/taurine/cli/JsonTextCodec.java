package io.taurine.cli;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.PayloadCodec;
import io.taurine.job.PayloadException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Passes {@link JsonText} through, and leaves everything else to Jackson. */
final class JsonTextCodec implements PayloadCodec {

    @Override
    public String encode(@Nullable Object value) {
        return value instanceof JsonText json
                ? json.text()
                : JacksonPayloadCodec.defaults().encode(value);
    }

    @Override
    public @Nullable Object decode(String json, Type type) {
        if (type != JsonText.class) {
            return JacksonPayloadCodec.defaults().decode(json, type);
        }
        if (Json.parse(json).isEmpty()) {
            throw new PayloadException("The job's data is not JSON", null);
        }
        return new JsonText(json);
    }
}
