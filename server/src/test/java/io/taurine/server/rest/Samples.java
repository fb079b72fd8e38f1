package io.taurine.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Requests made from the document: right ones, and what is wrong in their place. */
final class Samples {

    static final List<byte[]> BROKEN = List.of(
            "{".getBytes(UTF_8),
            "nonsense".getBytes(UTF_8),
            "{\"a\":1,}".getBytes(UTF_8),
            "{'a':1}".getBytes(UTF_8),
            "{\"a\":01}".getBytes(UTF_8),
            "{\"a\":NaN}".getBytes(UTF_8),
            "{\"a\":1} {}".getBytes(UTF_8),
            "{\"a\":1,\"a\":2}".getBytes(UTF_8),
            " ".getBytes(UTF_8),
            "{\"a\":\"\u0001\"}".getBytes(UTF_8),
            "[".repeat(5_000).getBytes(UTF_8),
            new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'},
            new byte[] {0, 1, 2, 3});

    private static final List<JsonNode> ALL_SORTS = List.of(
            NullNode.getInstance(),
            BooleanNode.TRUE,
            TextNode.valueOf("\u0000 nonsense"),
            IntNode.valueOf(-1),
            DecimalNode.valueOf(new BigDecimal("1.5")),
            DecimalNode.valueOf(new BigDecimal("1e400")),
            DecimalNode.valueOf(new BigDecimal("1E+999999999")),
            Json.array(),
            Json.array().add(Json.object()),
            Json.object(),
            Json.object().put("nonsense", true));

    private Samples() {}

    static String path(Operation operation) {
        return operation
                .path()
                .replace("{version}", "7")
                .replace("{run}", "7")
                .replace("{jobId}", "echo:12345")
                .replaceAll("\\{[^}]+}", "unknown");
    }

    static String pathWith(Operation operation, Operation.Parameter parameter, String value) {
        return parameter.in().equals("path")
                ? operation
                        .path()
                        .replace("{" + parameter.name() + "}", UrlPath.segment(value))
                        .replaceAll("\\{[^}]+}", "unknown")
                : path(operation) + "?" + parameter.name() + "=" + UrlPath.segment(value);
    }

    /** Texts that are none of what the parameter takes. */
    static List<String> wrongTexts(Operation.Parameter parameter) {
        if (parameter.in().equals("header")) {
            return List.of();
        }
        var schema = parameter.schema().getSchemaNode();
        return switch (parameter.type()) {
            case "integer" -> List.of("nonsense", "1.5", "0x1", "-1", "99999999999999999999", " ");
            case "boolean" -> List.of("nonsense", "1", "TRUE", " ");
            case "array" -> List.of("nonsense", ",", " ");
            default ->
                schema.path("format").asText().equals("date-time")
                        ? List.of("nonsense", "2026-11-22", "2026-13-01T00:00:00Z", "1763812800000")
                        : List.of("x".repeat(schema.path("maxLength").asInt(2_000) + 1));
        };
    }

    private static JsonNode schema(ApiDocument document, Operation operation) {
        var body = document.resolve(document.json()
                .get("paths")
                .get(operation.path())
                .get(operation.method().toLowerCase(java.util.Locale.ROOT))
                .get("requestBody"));
        return document.resolve(body.at("/content/application~1json/schema"));
    }

    static JsonNode properties(ApiDocument document, Operation operation) {
        return schema(document, operation).get("properties");
    }

    static List<String> required(ApiDocument document, Operation operation) {
        var names = new ArrayList<String>();
        schema(document, operation).path("required").forEach(name -> names.add(name.textValue()));
        return names;
    }

    /** The smallest body that fits. */
    static ObjectNode body(ApiDocument document, Operation operation) {
        var body = Json.object();
        for (var name : required(document, operation)) {
            body.set(name, right(document, properties(document, operation).get(name)));
        }
        return body;
    }

    private static JsonNode right(ApiDocument document, JsonNode reference) {
        var schema = document.resolve(reference);
        if (schema.has("examples")) {
            return schema.get("examples").get(0);
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(0);
        }
        return switch (schema.path("type").asText()) {
            case "integer" -> IntNode.valueOf(1);
            case "boolean" -> BooleanNode.TRUE;
            case "array" -> Json.array().add(right(document, schema.get("items")));
            case "object" -> Json.object();
            default -> TextNode.valueOf("unknown");
        };
    }

    /** All sorts of values that the schema, read by eye, does not allow. */
    static List<JsonNode> wrongValues(ApiDocument document, JsonNode reference) {
        return ALL_SORTS.stream()
                .filter(value -> !allows(document, reference, value))
                .toList();
    }

    private static boolean allows(ApiDocument document, JsonNode reference, JsonNode value) {
        var schema = document.resolve(reference);
        for (var choice : schema.path("anyOf")) {
            if (allows(document, choice, value)) {
                return true;
            }
        }
        if (schema.has("anyOf")) {
            return false;
        }
        if (schema.has("enum")) {
            for (var one : schema.get("enum")) {
                if (one.equals(value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (schema.path("type").asText()) {
            case "integer" ->
                value.isIntegralNumber()
                        && value.longValue() >= schema.path("minimum").asLong(Long.MIN_VALUE);
            case "string" -> value.isTextual() && !schema.has("format") && !schema.has("pattern");
            case "boolean" -> value.isBoolean();
            case "array" ->
                value.isArray() && value.size() >= schema.path("minItems").asInt(0) && value.isEmpty();
            case "object" -> value.isObject();
            default -> true;
        };
    }
}
