package io.taurine.queue.opentelemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A context as a JSON object of the propagator's headers, the form of BullMQ's own plug-in. */
final class ContextText {

    private static final Logger LOG = LoggerFactory.getLogger(ContextText.class);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TextMapGetter<JsonNode> HEADERS = new Headers();

    private final TextMapPropagator propagator;

    ContextText(TextMapPropagator given) {
        // An SDK that was built without propagators has one that carries nothing.
        propagator = given.fields().isEmpty() ? W3CTraceContextPropagator.getInstance() : given;
    }

    /** Empty when the context holds nothing to carry. */
    Optional<String> write(Context context) {
        var headers = MAPPER.createObjectNode();
        propagator.inject(context, headers, (carrier, name, value) -> headers.put(name, value));
        return headers.isEmpty() ? Optional.empty() : Optional.of(headers.toString());
    }

    /** The root context when the text is not one of ours. */
    Context read(String metadata) {
        try {
            var tree = MAPPER.readTree(metadata);
            return tree.isObject() ? propagator.extract(Context.root(), tree, HEADERS) : Context.root();
        } catch (JsonProcessingException e) {
            LOG.debug("The trace context of a job cannot be read: {}", e.getOriginalMessage());
            return Context.root();
        }
    }

    private static final class Headers implements TextMapGetter<JsonNode> {

        @Override
        public Iterable<String> keys(JsonNode carrier) {
            List<String> names = new ArrayList<>();
            carrier.fieldNames().forEachRemaining(names::add);
            return names;
        }

        @Override
        public @Nullable String get(@Nullable JsonNode carrier, String name) {
            var value = carrier == null ? null : carrier.get(name);
            return value == null || !value.isTextual() ? null : value.asText();
        }
    }
}
