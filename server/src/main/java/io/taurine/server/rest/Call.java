package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that fits the document.
 *
 * @param parameters by name, those with a default always there
 * @param body an empty object where one may be left out and was
 * @param upload what is being sent; null for an operation that takes no file
 */
record Call(
        Operation operation,
        Principal caller,
        Map<String, JsonNode> parameters,
        JsonNode body,
        @Nullable Upload upload) {

    String text(String name) {
        return needed(name).textValue();
    }

    Optional<String> optionalText(String name) {
        return Optional.ofNullable(parameters.get(name)).map(JsonNode::textValue);
    }

    int number(String name) {
        return needed(name).intValue();
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        var values = parameters.get(name);
        if (values != null) {
            values.forEach(value -> texts.add(value.textValue()));
        }
        return texts;
    }

    Optional<Instant> instant(String name) {
        return optionalText(name).map(Call::parse);
    }

    Optional<Instant> bodyInstant(String name) {
        return Optional.ofNullable(body.get(name)).map(JsonNode::textValue).map(Call::parse);
    }

    /** Of an operation that takes a file. */
    Upload file() {
        return Objects.requireNonNull(upload);
    }

    /** The document says that it is always there. */
    private JsonNode needed(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    boolean isDryRun() {
        var dryRun = parameters.get("dryRun");
        return dryRun != null && dryRun.booleanValue();
    }

    String cursor() {
        return optionalText("cursor").orElse("");
    }

    int limit() {
        return number("limit");
    }

    @Nullable
    String ifMatch() {
        return optionalText("If-Match").orElse(null);
    }

    private static Instant parse(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }
}
