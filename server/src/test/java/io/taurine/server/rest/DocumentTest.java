package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definitions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DocumentTest {

    private static final ApiDocument DOCUMENT = ApiDocument.load(Api.PARTS);

    @Test
    void eachOperationIsAnsweredAndNothingElseIs() {
        var api = new Api(RestSetup.of(new ReadOnlyRunner(Definitions.of())).build());

        var answered = new HashSet<>(api.bindings().operationIds());
        answered.addAll(Bindings.STREAMS);
        answered.retainAll(ids(api.document()));

        assertThat(ids(api.document())).isEqualTo(answered).hasSizeGreaterThan(20);
    }

    private static Set<String> ids(ApiDocument document) {
        var ids = document.operations().stream().map(Operation::id).toList();
        assertThat(ids).doesNotHaveDuplicates();
        return Set.copyOf(ids);
    }

    @Test
    void whatAServerDoesNotHaveIsNotInItsDocument() {
        var without = ApiDocument.load(Set.of());

        assertThat(without.operations())
                .allSatisfy(operation -> assertThat(operation.part()).isNull());
        assertThat(without.json().get("paths")).noneMatch(JsonNode::isEmpty);
    }

    @Test
    void eachChangeTakesDryRunAndNeedsARole() {
        for (var operation : DOCUMENT.operations()) {
            if (!operation.method().equals("GET") && !operation.isQuestion()) {
                assertThat(operation.isChange()).as(operation.id()).isTrue();
                assertThat(operation.role()).as(operation.id()).isIn(Role.OPERATOR, Role.ADMIN);
            } else {
                assertThat(operation.isChange()).as(operation.id()).isFalse();
            }
        }
    }

    @Test
    void eachListTakesACursorAndABoundedLimit() {
        for (var operation : DOCUMENT.operations()) {
            var names = operation.parameters().stream()
                    .map(Operation.Parameter::name)
                    .collect(Collectors.toSet());
            if (operation.id().startsWith("list") && !operation.id().equals("listDefinitionVersions")) {
                assertThat(names).as(operation.id()).contains("cursor", "limit");
            }
        }
        assertThat(DOCUMENT.json()
                        .at("/components/parameters/limit/schema/maximum")
                        .intValue())
                .isEqualTo(1_000);
    }

    @Test
    void eachListOfObjectsTakesTheFieldsOfThem() {
        var lists = new ArrayList<String>();
        for (var operation : DOCUMENT.operations()) {
            var item = item(operation);
            if (item.has("properties")) {
                lists.add(operation.id());
                assertThat(fieldsOf(item)).as(operation.id()).containsAll(fieldsOffered(operation));
                assertThat(fieldsOffered(operation)).as(operation.id()).isNotEmpty();
                assertThat(item.has("required")).as(operation.id()).isFalse();
            }
        }
        assertThat(lists).hasSizeGreaterThan(14).contains("listQueues", "listJobEvents", "getDefinitionMetrics");
    }

    private static Set<String> fieldsOf(JsonNode item) {
        return item.get("properties")
                .propertyStream()
                .map(java.util.Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** What a page of its answer is made of; nothing for one that gives no page. */
    private static JsonNode item(Operation operation) {
        var answer = DOCUMENT.resolve(json(operation).at("/responses/200"));
        var schema = DOCUMENT.resolve(answer.at("/content/application~1json/schema"));
        return DOCUMENT.resolve(schema.at("/properties/items/items"));
    }

    private static JsonNode json(Operation operation) {
        return DOCUMENT.json()
                .get("paths")
                .get(operation.path())
                .get(operation.method().toLowerCase(java.util.Locale.ROOT));
    }

    /** Which of them a call can be asked for by {@code fields}; empty when by none. */
    static Set<String> fieldsOffered(Operation operation) {
        var names = new HashSet<String>();
        for (var one : json(operation).path("parameters")) {
            var parameter = DOCUMENT.resolve(one);
            if (parameter.path("name").asText().equals("fields")) {
                parameter.at("/schema/items/enum").forEach(name -> names.add(name.asText()));
            }
        }
        return names;
    }

    @Test
    void objectsThatAreSentOrAnsweredTakeNoUnknownFields() {
        var open = new ArrayList<String>();
        DOCUMENT.json().at("/components/schemas").properties().forEach(schema -> {
            for (var object : objects(schema.getValue())) {
                if (object.has("properties")
                        && object.path("additionalProperties").asBoolean(true)) {
                    open.add(schema.getKey());
                }
            }
        });

        assertThat(open).isEmpty();
    }

    private static List<JsonNode> objects(JsonNode schema) {
        var found = new ArrayList<JsonNode>();
        if (schema.path("type").asText().equals("object")) {
            found.add(schema);
        }
        schema.forEach(child -> found.addAll(objects(child)));
        return found;
    }

    @Test
    void errorsAreProblemsEverywhere() {
        DOCUMENT.json()
                .get("paths")
                .forEach(path -> path.forEach(operation -> {
                    if (operation.has("operationId")) {
                        assertThat(operation.at("/responses/default/$ref").asText())
                                .as(operation.get("operationId").asText())
                                .isEqualTo("#/components/responses/Problem");
                    }
                }));
    }
}
