package io.taurine.server.rest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compiles the schemas of one document and checks values against them. Safe to share between threads. */
final class Schemas {

    private static final String DOCUMENT = "urn:taurine:openapi";
    private static final String DEFINITIONS = DOCUMENT + "#/$defs";
    private static final JsonPointer COMPONENTS = JsonPointer.compile("/components/schemas");
    private static final int MOST_VIOLATIONS = 50;

    private final SchemaRegistry registry;

    Schemas(ObjectNode document) {
        var config = SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ENGLISH)
                .build();
        var definitions = Json.object().set("$defs", absolute(document.at(COMPONENTS)));
        var text = new String(Json.write(definitions), StandardCharsets.UTF_8);
        this.registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config).schemas(Map.of(DOCUMENT, text)));
    }

    /** A schema that stands anywhere in the document. */
    Schema compile(JsonNode schema) {
        var compiled = registry.getSchema(absolute(schema));
        compiled.initializeValidators();
        return compiled;
    }

    /** With each reference within the document made one to the document, so that a part can be compiled alone. */
    private static JsonNode absolute(JsonNode part) {
        var copy = part.deepCopy();
        for (var parent : copy.findParents("$ref")) {
            var ref = parent.get("$ref").textValue();
            if (ref.startsWith("#")) {
                ((ObjectNode) parent).put("$ref", DEFINITIONS + ref.substring("#/components/schemas".length()));
            }
        }
        return copy;
    }

    /** What is wrong with a value, at most 50 things. */
    static List<Violation> check(Schema schema, JsonNode value, String in, String prefix) {
        return schema.validate(BoundedNumbers.of(value)).stream()
                .map(error -> new Violation(in, prefix + pointer(error), String.valueOf(error.getMessage())))
                .distinct()
                .sorted(Comparator.comparing(Violation::pointer))
                .limit(MOST_VIOLATIONS)
                .toList();
    }

    /** A missing or unknown field is told at its own place, not at the object it is missing from. */
    private static String pointer(Error error) {
        var at = String.valueOf(error.getInstanceLocation());
        var property = error.getProperty();
        return property == null ? at : at + "/" + property.replace("~", "~0").replace("/", "~1");
    }
}
