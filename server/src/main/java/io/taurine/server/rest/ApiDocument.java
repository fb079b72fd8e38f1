package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI document, which says what calls there are and what they take. Calls of a part that this server does not have
 * ({@code x-part}) are left out of it. Immutable, safe to share between threads.
 */
final class ApiDocument {

    static final String BASE = "/v1";

    private static final String RESOURCE = "openapi.yaml";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private final ObjectNode json;
    private final Schemas schemas;
    private final List<Operation> operations;

    private ApiDocument(ObjectNode json) {
        this.json = json;
        this.schemas = new Schemas(json);
        this.operations = List.copyOf(readOperations());
    }

    static ApiDocument load(Set<String> parts) {
        try (var in = ApiDocument.class.getResourceAsStream(RESOURCE)) {
            var json = (ObjectNode) YAML.readTree(in);
            leaveOut(json, parts);
            return new ApiDocument(json);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    private static void leaveOut(ObjectNode json, Set<String> parts) {
        var paths = (ObjectNode) json.get("paths");
        for (var path : paths) {
            METHODS.forEach(method -> {
                var part = path.path(method).path("x-part").textValue();
                if (part != null && !parts.contains(part)) {
                    ((ObjectNode) path).remove(method);
                }
            });
        }
        var names = new ArrayList<String>();
        paths.fieldNames().forEachRemaining(names::add);
        for (var name : names) {
            if (METHODS.stream().noneMatch(paths.get(name)::has)) {
                paths.remove(name);
            }
        }
    }

    List<Operation> operations() {
        return operations;
    }

    /** The document has it. */
    Operation operation(String id) {
        return operations.stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    JsonNode json() {
        return json;
    }

    String yaml() {
        try {
            return YAML.writeValueAsString(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Schemas schemas() {
        return schemas;
    }

    /** The node itself, or what its {@code $ref} leads to. */
    JsonNode resolve(JsonNode node) {
        var ref = node.path("$ref").textValue();
        return ref == null ? node : resolve(json.at(ref.substring(1)));
    }

    private List<Operation> readOperations() {
        var found = new ArrayList<Operation>();
        for (var path : json.get("paths").properties()) {
            for (var method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    found.add(operation(path.getKey(), path.getValue(), method.getKey(), method.getValue()));
                }
            }
        }
        return found;
    }

    private Operation operation(String path, JsonNode shared, String method, JsonNode node) {
        var body = node.path("requestBody");
        var schema = resolve(body).at("/content/application~1json/schema");
        return new Operation(
                node.get("operationId").textValue(),
                method.toUpperCase(Locale.ROOT),
                path,
                role(node.get("x-role").textValue()),
                parameters(shared, node),
                schema.isMissingNode() ? null : schemas.compile(schema),
                resolve(body).path("required").booleanValue(),
                node.path("x-part").textValue(),
                node.path("x-question").booleanValue(),
                resolve(body).path("content").has("*/*"));
    }

    private static @Nullable Role role(String name) {
        return name.equals("none") ? null : Role.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private List<Operation.Parameter> parameters(JsonNode shared, JsonNode node) {
        var byName = new TreeMap<String, Operation.Parameter>();
        for (var owner : List.of(shared, node)) {
            for (var one : owner.path("parameters")) {
                var parameter = parameter(resolve(one));
                byName.put(parameter.in() + " " + parameter.name(), parameter);
            }
        }
        return List.copyOf(byName.values());
    }

    private Operation.Parameter parameter(JsonNode node) {
        return new Operation.Parameter(
                node.get("name").textValue(),
                node.get("in").textValue(),
                node.path("required").booleanValue(),
                resolve(node.get("schema")).path("type").asText("string"),
                schemas.compile(node.get("schema")),
                node.get("schema").get("default"));
    }
}
