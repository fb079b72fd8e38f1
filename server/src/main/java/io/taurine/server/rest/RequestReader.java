package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a request into a {@link Call}, checking all of it against the document. Safe to share between threads. */
final class RequestReader {

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,30}");

    private static final String JSON = "application/json";

    private static final long MOST_SKIPPED = 16 << 20;

    private final int maxBodyBytes;

    RequestReader(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    Call read(Operation operation, Principal caller, Context context) throws IOException {
        var violations = new ArrayList<Violation>();
        var parameters = parameters(operation, context, violations);
        if (operation.isUpload()) {
            var upload = Upload.of(context, violations);
            throwIfAny(violations);
            return new Call(operation, caller, parameters, Json.object(), upload);
        }
        var body = body(operation, context, violations);
        throwIfAny(violations);
        return new Call(operation, caller, parameters, body, null);
    }

    /** One without parameters, whose body has been read already and is not too large. */
    Call read(Operation operation, Principal caller, @Nullable String contentType, byte[] bytes) {
        var violations = new ArrayList<Violation>();
        var body = body(operation, contentType, bytes, violations);
        throwIfAny(violations);
        var parameters = new HashMap<String, JsonNode>();
        for (var parameter : operation.parameters()) {
            if (parameter.fallback() != null) {
                parameters.put(parameter.name(), parameter.fallback());
            }
        }
        return new Call(operation, caller, parameters, body, null);
    }

    private static void throwIfAny(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw ApiProblem.invalid(violations);
        }
    }

    private static Map<String, JsonNode> parameters(Operation operation, Context context, List<Violation> violations) {
        var values = new HashMap<String, JsonNode>();
        var unknown = new HashMap<>(context.queryParamMap());
        for (var parameter : operation.parameters()) {
            var sent = sent(parameter, context, unknown, violations);
            if (sent != null) {
                var value = value(parameter.type(), sent);
                violations.addAll(Schemas.check(parameter.schema(), value, parameter.in(), "/" + parameter.name()));
                values.put(parameter.name(), value);
            } else if (parameter.fallback() != null) {
                values.put(parameter.name(), parameter.fallback());
            } else if (parameter.needed()) {
                violations.add(new Violation(parameter.in(), "/" + parameter.name(), "is missing"));
            }
        }
        unknown.keySet()
                .forEach(name -> violations.add(
                        new Violation("query", "/" + name, operation.id() + " takes no such parameter")));
        return values;
    }

    private static @Nullable String sent(
            Operation.Parameter parameter,
            Context context,
            Map<String, List<String>> query,
            List<Violation> violations) {
        return switch (parameter.in()) {
            case "path" -> context.pathParam(parameter.name());
            case "header" -> context.header(parameter.name());
            default -> {
                var all = query.remove(parameter.name());
                if (all != null && all.size() > 1) {
                    violations.add(new Violation("query", "/" + parameter.name(), "must not be sent twice"));
                }
                yield all == null || all.isEmpty() ? null : all.get(0);
            }
        };
    }

    /** What is not of the type stays a text, which the schema then refuses. */
    private static JsonNode value(String type, String sent) {
        return switch (type) {
            case "integer" ->
                INTEGER.matcher(sent).matches() ? BigIntegerNode.valueOf(new BigInteger(sent)) : TextNode.valueOf(sent);
            case "boolean" ->
                sent.equals("true") || sent.equals("false")
                        ? BooleanNode.valueOf(sent.equals("true"))
                        : TextNode.valueOf(sent);
            case "array" -> {
                var items = Json.array();
                for (var item : sent.split(",", -1)) {
                    items.add(item);
                }
                yield items;
            }
            default -> TextNode.valueOf(sent);
        };
    }

    private JsonNode body(Operation operation, Context context, List<Violation> violations) throws IOException {
        return body(operation, context.contentType(), bytes(context), violations);
    }

    private static JsonNode body(
            Operation operation, @Nullable String contentType, byte[] bytes, List<Violation> violations) {
        var schema = operation.bodySchema();
        if (bytes.length == 0) {
            if (operation.bodyNeeded()) {
                violations.add(new Violation("body", "", "is missing"));
            }
            return Json.object();
        }
        if (schema == null) {
            violations.add(new Violation("body", "", operation.id() + " takes no body"));
            return Json.object();
        }
        requireJson(contentType);
        var body = parse(bytes);
        violations.addAll(Schemas.check(schema, body, "body", ""));
        return body;
    }

    private byte[] bytes(Context context) throws IOException {
        var in = context.req().getInputStream();
        var isSaidToBeTooLarge = context.req().getContentLengthLong() > maxBodyBytes;
        var bytes = isSaidToBeTooLarge ? new byte[0] : in.readNBytes(maxBodyBytes + 1);
        if (isSaidToBeTooLarge || bytes.length > maxBodyBytes) {
            // a client that is still sending would not see the answer
            in.skip(MOST_SKIPPED);
            throw tooLarge();
        }
        return bytes;
    }

    private ApiProblem tooLarge() {
        return new ApiProblem(413, "body_too_large", "A body may have " + maxBodyBytes + " bytes at most.");
    }

    private static void requireJson(@Nullable String contentType) {
        if (JSON.equals(contentType)) {
            return;
        }
        var type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals(JSON)) {
            throw new ApiProblem(
                    415,
                    "unsupported_media_type",
                    "Send the body as Content-Type: application/json, was " + (type.isEmpty() ? "none" : type) + ".");
        }
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            var json = Json.read(bytes);
            if (!json.isMissingNode()) {
                return json;
            }
            throw new ApiProblem(400, "broken_json", "The body is empty.");
        } catch (IOException e) {
            var first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new ApiProblem(400, "broken_json", "The body is no JSON: " + first);
        }
    }
}
