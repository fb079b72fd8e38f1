package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds answers against the document: the status, the media type and the body must be as it says. */
final class ReplyCheck {

    private static final Map<JsonNode, Schema> COMPILED = new ConcurrentHashMap<>();
    private static final ReplyCheck WHOLE = new ReplyCheck(ApiDocument.load(Api.PARTS));

    private final ApiDocument document;

    private ReplyCheck(ApiDocument document) {
        this.document = document;
    }

    static ReplyCheck ofWholeDocument() {
        return WHOLE;
    }

    void check(String method, String path, int status, String contentType, JsonNode body) {
        var responses = responses(method, path);
        var response = document.resolve(
                responses.has(String.valueOf(status))
                        ? responses.get(String.valueOf(status))
                        : responses.path("default"));
        assertThat(response.isMissingNode())
                .as("the document has no answer %d to %s %s", status, method, path)
                .isFalse();
        if (!response.has("content")) {
            assertThat(contentType).as("%s %s -> %d", method, path, status).isEmpty();
            return;
        }
        var mediaType = contentType.split(";", 2)[0];
        if (response.get("content").has("*/*")) {
            return;
        }
        assertThat(response.get("content").has(mediaType))
                .as("%s %s -> %d is %s: %s", method, path, status, contentType, body)
                .isTrue();
        if (mediaType.endsWith("json")) {
            var schema = COMPILED.computeIfAbsent(
                    response.get("content").get(mediaType).get("schema"), document.schemas()::compile);
            assertThat(Schemas.check(schema, body, "body", ""))
                    .as("%s %s -> %d %s", method, path, status, body)
                    .isEmpty();
        }
    }

    /** What the document says of that call; of a path or method that it does not have, problems alone. */
    private JsonNode responses(String method, String path) {
        var plain = path.split("\\?", 2)[0];
        for (var operation : document.operations()) {
            var pattern = operation.path().replace(".", "\\.").replaceAll("\\{[^}]+}", "[^/]+");
            if (operation.method().equals(method) && plain.matches(pattern) && !isLiteral(operation, plain)) {
                return document.json()
                        .get("paths")
                        .get(operation.path())
                        .get(method.toLowerCase(java.util.Locale.ROOT))
                        .get("responses");
            }
        }
        return Json.object().set("default", Json.object().put("$ref", "#/components/responses/Problem"));
    }

    /** A path with parameters stands back where there is one without that fits as well. */
    private boolean isLiteral(Operation operation, String path) {
        return operation.path().contains("{")
                && document.operations().stream().anyMatch(other -> other.path().equals(path));
    }
}
