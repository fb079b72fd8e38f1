package io.taurine.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** JSON as the tests write and compare it. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + text, e);
        }
    }

    /** The same through text, so that numbers compare by what they say and not by their Java type. */
    static JsonNode of(Object value) {
        return parse(MAPPER.valueToTree(value).toString());
    }

    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** The text, or empty where there is none or null. */
    static Optional<String> text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node.asText());
    }

    /** Every leaf of a tree as {@code path = value}, in the order of the tree. */
    static List<String> leaves(JsonNode tree) {
        var leaves = new ArrayList<String>();
        collect("", tree, leaves);
        return leaves;
    }

    /** The object with its arrays of texts in order. */
    static JsonNode sortedArrays(JsonNode object) {
        var sorted = MAPPER.createObjectNode();
        object.properties().forEach(field -> {
            var value = field.getValue();
            if (value.isArray()) {
                var array = sorted.putArray(field.getKey());
                texts(value).stream().sorted().forEach(array::add);
            } else {
                sorted.set(field.getKey(), value);
            }
        });
        return sorted;
    }

    /** The tree with the children of each node ordered by id. */
    static JsonNode sortedTree(JsonNode tree) {
        if (!tree.isObject()) {
            return tree;
        }
        var sorted = MAPPER.createObjectNode();
        List.of("id", "name", "queue").forEach(field -> sorted.set(field, tree.path(field)));
        var children = sorted.putArray("children");
        StreamSupport.stream(tree.path("children").spliterator(), false)
                .sorted(Comparator.comparing(child -> child.path("id").asText()))
                .forEach(child -> children.add(sortedTree(child)));
        return sorted;
    }

    private static void collect(String path, JsonNode node, List<String> leaves) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(field -> collect(path + "/" + field.getKey(), field.getValue(), leaves));
        } else if (node.isArray() && !node.isEmpty()) {
            for (var i = 0; i < node.size(); i++) {
                collect(path + "/" + i, node.get(i), leaves);
            }
        } else {
            leaves.add(path + " = " + node);
        }
    }
}
