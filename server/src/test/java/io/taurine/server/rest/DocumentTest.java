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

    private final ApiDocument document = ApiDocument.load(Api.PARTS);

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
        for (var operation : document.operations()) {
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
        for (var operation : document.operations()) {
            var names = operation.parameters().stream()
                    .map(Operation.Parameter::name)
                    .collect(Collectors.toSet());
            if (operation.id().startsWith("list") && !operation.id().equals("listDefinitionVersions")) {
                assertThat(names).as(operation.id()).contains("cursor", "limit");
            }
        }
        assertThat(document.json()
                        .at("/components/parameters/limit/schema/maximum")
                        .intValue())
                .isEqualTo(1_000);
    }

    @Test
    void objectsThatAreSentOrAnsweredTakeNoUnknownFields() {
        var open = new ArrayList<String>();
        document.json().at("/components/schemas").properties().forEach(schema -> {
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
        document.json()
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
