package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Writes {@code docs/rest.md} from the OpenAPI document, so that it cannot be out of date. */
final class RestPage {

    /** What fills the variables of the examples; run by the build before them. */
    static final String PREAMBLE = """
            TAURINE=http://127.0.0.1:8080
            start() { curl -s $TAURINE/v1/jobs -H 'Content-Type: application/json' -d "$1" | sed 's/.*"jobId":"\\([^"]*\\)".*/\\1/'; }
            JOB=$(start '{"definitionKey":"echo","params":{"message":"hi"}}')          # succeeds
            OLD=$(start '{"definitionKey":"echo","params":{"message":"bye"}}')         # is removed
            WAITING=$(start '{"definitionKey":"echo","delay":"PT1H"}')                 # is cancelled, and retried
            DELAYED=$(start '{"definitionKey":"echo","delay":"PT1H"}')                 # is promoted
            DEAD=$(start '{"definitionKey":"failing","params":{"kind":"fatal"}}')      # is retried
            GIVEN_UP=$(start '{"definitionKey":"failing","params":{"kind":"fatal"}}')  # is removed
            RUNNING=$(start '{"definitionKey":"process.batch","params":{"items":[1,2,3],"batchSize":1,"pauseMillis":60000}}')
            curl -s $TAURINE/v1/schedules -H 'Content-Type: application/json' \\
              -d '{"id":"weekly","definitionKey":"echo","schedule":"0 9 * * 1"}'
            EVENT=$(curl -s $TAURINE/v1/events -H 'Content-Type: application/json' -d '{"name":"order.paid","payload":{"id":7}}' |
              sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
            FILE=$(curl -s "$TAURINE/v1/files?name=hello.txt" -H 'Content-Type: text/plain' -d 'Hello!' | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
            OLD_FILE=$(curl -s $TAURINE/v1/files -H 'Content-Type: text/plain' -d 'Bye!' | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
            """;

    private static final String HEAD = """
            <!-- Written from server/src/main/resources/io/taurine/server/rest/openapi.yaml; do not edit. To write it anew:
                 TAURINE_WRITE_DOCS=1 mvn test -pl server -am -Dtest='RestPageTest,ConfigurationPageTest' -Dsurefire.failIfNoSpecifiedTests=false
            -->
            # The REST API

            %s

            A server tells its own document at `/v1/openapi.json` and `/v1/openapi.yaml`; calls of parts that it does not have are left
            out of it. Where the configuration has tokens, send one: `-H "Authorization: Bearer $TOKEN"`. A role may do what those
            before it may: viewer, operator, admin. Browsers' requests from pages of other sites are refused.

            Changes take `dryRun=true`. `If-Match` with the `ETag` of what was read has a change refused with 412 when somebody else was
            faster. A problem has a `code` for programs, a `detail` for people, and in `errors` each field that is wrong:

            ```json
            {"type": "urn:taurine:problem:invalid_request", "title": "Bad request", "status": 400, "code": "invalid_request",
             "detail": "The request does not fit the document.",
             "errors": [{"in": "body", "pointer": "/delay", "message": "…"}]}
            ```

            The examples are run by the build, in their order, after these lines:

            ```sh
            %s```
            """;

    private final ApiDocument document;
    private final StringBuilder page = new StringBuilder();

    private RestPage(ApiDocument document) {
        this.document = document;
    }

    static String render() {
        return new RestPage(ApiDocument.load(Api.PARTS)).write();
    }

    /** In the order of the page. */
    static List<Operation> operations(ApiDocument document) {
        var inOrder = new ArrayList<Operation>();
        for (var tag : document.json().get("tags")) {
            document.operations().stream()
                    .filter(operation -> node(document, operation)
                            .at("/tags/0")
                            .textValue()
                            .equals(tag.get("name").textValue()))
                    .forEach(inOrder::add);
        }
        return inOrder;
    }

    static JsonNode node(ApiDocument document, Operation operation) {
        return document.json()
                .get("paths")
                .get(operation.path())
                .get(operation.method().toLowerCase(Locale.ROOT));
    }

    private String write() {
        page.append(HEAD.formatted(document.json().at("/info/description").textValue(), PREAMBLE));
        contents();
        for (var tag : document.json().get("tags")) {
            var name = tag.get("name").textValue();
            page.append("\n## Calls: ").append(name).append('\n');
            if (tag.has("description")) {
                page.append('\n').append(tag.get("description").textValue()).append('\n');
            }
            operations(document).stream()
                    .filter(operation ->
                            node(document, operation).at("/tags/0").textValue().equals(name))
                    .forEach(this::operation);
        }
        page.append("\n## Types\n");
        document.json().at("/components/schemas").properties().forEach(this::type);
        return page.toString();
    }

    private void contents() {
        page.append("\n| Call | | Role |\n| --- | --- | --- |\n");
        for (var operation : operations(document)) {
            page.append("| [`%s %s`](#%s) | %s | %s |\n"
                    .formatted(
                            operation.method(),
                            operation.path(),
                            anchor(operation),
                            cell(node(document, operation).get("summary").textValue()),
                            role(operation)));
        }
    }

    private static String role(Operation operation) {
        return operation.role() == null
                ? ""
                : Objects.requireNonNull(operation.role()).wireName();
    }

    private static String heading(Operation operation) {
        return operation.method() + " " + ApiDocument.BASE + operation.path();
    }

    /** As GitHub makes it of the heading. */
    private static String anchor(Operation operation) {
        return heading(operation)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 _-]", "")
                .replace(' ', '-');
    }

    private void operation(Operation operation) {
        var node = node(document, operation);
        page.append("\n### ").append(heading(operation)).append("\n\n");
        page.append(node.get("summary").textValue());
        if (node.has("description")) {
            page.append(' ').append(node.get("description").textValue());
        }
        page.append(operation.role() == null ? " Needs no token.\n" : " Role: " + role(operation) + ".\n");
        page.append("\n```sh\n").append(CurlExample.of(document, operation)).append("\n```\n");
        parameters(operation);
        body(node);
        replies(node);
    }

    private void parameters(Operation operation) {
        var rows = new ArrayList<String>();
        var path = document.json().get("paths").get(operation.path());
        for (var owner : List.of(path, node(document, operation))) {
            for (var one : owner.path("parameters")) {
                var parameter = document.resolve(one);
                var schema = parameter.get("schema");
                var fallback = schema.has("default") ? ". Default: `" + text(schema.get("default")) + "`" : "";
                rows.add("| `%s` | %s | %s%s | %s |\n"
                        .formatted(
                                parameter.get("name").textValue(),
                                parameter.get("in").textValue(),
                                cell(type(schema)),
                                fallback,
                                cell(parameter.path("description").asText())));
            }
        }
        if (!rows.isEmpty()) {
            page.append("\n| Parameter | In | Type | |\n| --- | --- | --- | --- |\n");
            rows.forEach(page::append);
        }
    }

    private void body(JsonNode node) {
        var content = document.resolve(node.path("requestBody")).path("content");
        if (content.has("*/*")) {
            page.append("\nBody: the file.\n");
        } else if (!content.isEmpty()) {
            var schema = content.at("/application~1json/schema");
            page.append("\nBody: ").append(type(schema));
            page.append(node.at("/requestBody/required").booleanValue() ? ".\n" : "; may be left out.\n");
        }
    }

    private void replies(JsonNode node) {
        var replies = new ArrayList<String>();
        for (var reply : node.get("responses").properties()) {
            if (reply.getKey().equals("default")) {
                continue;
            }
            var response = document.resolve(reply.getValue());
            var schema = response.at("/content/application~1json/schema");
            replies.add("`" + reply.getKey() + "` "
                    + (schema.isMissingNode() ? response.get("description").textValue() : type(schema)));
        }
        page.append("\nReplies: ")
                .append(String.join("; ", replies).replaceAll("\\.$", ""))
                .append(".\n");
    }

    private void type(Map.Entry<String, JsonNode> named) {
        var schema = named.getValue();
        page.append("\n### ").append(named.getKey()).append("\n\n");
        if (schema.has("description")) {
            page.append(schema.get("description").textValue()).append("\n\n");
        }
        if (!schema.has("properties")) {
            page.append(capital(type(schema))).append(".\n");
            return;
        }
        var required = new ArrayList<String>();
        schema.path("required").forEach(name -> required.add(name.textValue()));
        page.append("| Field | Type | |\n| --- | --- | --- |\n");
        for (var field : schema.get("properties").properties()) {
            var isRequired = required.contains(field.getKey()) ? ", always there" : "";
            var fallback = field.getValue().has("default")
                    ? ". Default: `" + text(field.getValue().get("default")) + "`"
                    : "";
            page.append("| `%s` | %s%s%s | %s |\n"
                    .formatted(
                            field.getKey(),
                            cell(type(field.getValue())),
                            isRequired,
                            fallback,
                            cell(field.getValue().path("description").asText())));
        }
    }

    /** A type in a few words. */
    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            var name = schema.get("$ref").textValue().replaceAll(".*/", "");
            return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
        }
        if (schema.has("anyOf")) {
            return list(schema.get("anyOf"), RestPage::type, " or ");
        }
        if (schema.has("allOf")) { // with more said of it
            return type(schema.get("allOf").get(0));
        }
        if (schema.has("const")) {
            return "`" + text(schema.get("const")) + "`";
        }
        if (schema.has("enum")) {
            return list(schema.get("enum"), one -> "`" + text(one) + "`", ", ");
        }
        return switch (schema.path("type").asText()) {
            case "array" -> "list of " + type(schema.path("items"));
            case "object" -> object(schema);
            case "integer", "number" -> schema.get("type").textValue() + bounds(schema);
            case "string" -> schema.path("format").asText().equals("date-time") ? "instant" : "text" + lengths(schema);
            case "boolean" -> "`true` or `false`";
            default -> "any JSON";
        };
    }

    private static String object(JsonNode schema) {
        if (!schema.has("properties")) {
            return schema.path("additionalProperties").isObject()
                    ? "object of " + type(schema.get("additionalProperties"))
                    : "object";
        }
        var fields = new ArrayList<String>();
        schema.get("properties").fieldNames().forEachRemaining(name -> fields.add("`" + name + "`"));
        return "object with " + String.join(", ", fields);
    }

    private static String list(JsonNode all, java.util.function.Function<JsonNode, String> shown, String between) {
        var texts = new ArrayList<String>();
        all.forEach(one -> texts.add(shown.apply(one)));
        return String.join(between, texts);
    }

    private static String bounds(JsonNode schema) {
        if (schema.has("minimum") && schema.has("maximum")) {
            return ", " + text(schema.get("minimum")) + " to " + text(schema.get("maximum"));
        }
        return schema.has("minimum") ? ", " + text(schema.get("minimum")) + " or more" : "";
    }

    private static String lengths(JsonNode schema) {
        var most = schema.has("maxLength") ? ", " + text(schema.get("maxLength")) + " characters at most" : "";
        return schema.has("pattern") ? most + ", like `" + schema.get("pattern").textValue() + "`" : most;
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            return list(value, RestPage::text, ",");
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
