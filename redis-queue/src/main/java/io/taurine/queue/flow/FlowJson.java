package io.taurine.queue.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;

/** Reads flows as BullMQ's users write them, and says where one cannot be read. */
final class FlowJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Set<String> FIELDS = Set.of("name", "queueName", "data", "prefix", "opts", "children");

    private FlowJson() {}

    static FlowNode read(String json) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the flow is not JSON: " + e.getOriginalMessage(), e);
        }
        return node(tree, "flow");
    }

    private static FlowNode node(JsonNode tree, String path) {
        if (!tree.isObject()) {
            throw new IllegalArgumentException(
                    path + " must be an object with name and queueName, was " + tree.getNodeType());
        }
        tree.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException(path + " has an unknown field " + field
                        + "; known are name, queueName, data, prefix, opts, children");
            }
        });
        try {
            var node = FlowNode.of(text(tree, "name"), text(tree, "queueName"));
            if (tree.has("data")) {
                node.data(tree.get("data"));
            }
            if (tree.hasNonNull("prefix")) {
                node.prefix(text(tree, "prefix"));
            }
            if (tree.hasNonNull("opts")) {
                node.options(FlowOptionsJson.read(tree.get("opts")));
            }
            var children = tree.path("children");
            if (!children.isMissingNode() && !children.isNull() && !children.isArray()) {
                throw new IllegalArgumentException("children must be an array");
            }
            for (int i = 0; i < children.size(); i++) {
                node.child(node(children.get(i), path + ".children[" + i + "]"));
            }
            return node.build();
        } catch (FlowPathException told) {
            throw told;
        } catch (IllegalArgumentException e) {
            throw new FlowPathException(path + ": " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode tree, String field) {
        var value = tree.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field + " must be a text");
        }
        return value.textValue();
    }

    /** Says already in which node the mistake is. */
    private static final class FlowPathException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        FlowPathException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
