package io.taurine.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;

/** A part of the file that knows its line. */
sealed interface YamlNode {

    /** From 1. */
    int line();

    /** For messages: short, and without what it holds if that may be long. */
    String shown();

    JsonNode toJson();

    /**
     * A value.
     *
     * @param text as it is written
     * @param json its value, in the type that YAML gives it
     */
    record Scalar(String text, JsonNode json, int line) implements YamlNode {

        @Override
        public String shown() {
            return json.isNull() ? "empty" : text;
        }

        @Override
        public JsonNode toJson() {
            return json;
        }
    }

    record Sequence(List<YamlNode> items, int line) implements YamlNode {

        @Override
        public String shown() {
            return "a list";
        }

        @Override
        public JsonNode toJson() {
            var array = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> array.add(item.toJson()));
            return array;
        }
    }

    record Mapping(Map<String, Field> fields, int line) implements YamlNode {

        @Override
        public String shown() {
            return "a block of settings";
        }

        @Override
        public JsonNode toJson() {
            var object = JsonNodeFactory.instance.objectNode();
            fields.forEach((name, field) -> object.set(name, field.value().toJson()));
            return object;
        }
    }

    /**
     * A value with a name.
     *
     * @param line of the name
     */
    record Field(YamlNode value, int line) {}
}
