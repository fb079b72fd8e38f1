package io.taurine.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.taurine.server.config.YamlNode.Field;
import io.taurine.server.config.YamlNode.Mapping;
import io.taurine.server.config.YamlNode.Scalar;
import io.taurine.server.config.YamlNode.Sequence;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Reads YAML, or JSON, which is YAML too, with the line of every part. */
final class YamlReader {

    private static final YAMLFactory YAML = new YAMLFactory();

    private final String file;
    private final Problems problems;
    private final YAMLParser parser;

    private YamlReader(String file, Problems problems, YAMLParser parser) {
        this.file = file;
        this.problems = problems;
        this.parser = parser;
    }

    /** Empty when there is nothing in the text, or it is no YAML, which is a problem then. */
    static Optional<YamlNode> read(String file, String text, Problems problems) {
        try (var parser = YAML.createParser(text)) {
            if (parser.nextToken() == null) {
                return Optional.empty();
            }
            var root = new YamlReader(file, problems, parser).node();
            if (parser.nextToken() != null) {
                problems.add(
                        file,
                        parser.currentTokenLocation().getLineNr(),
                        "there must be one document, here is a second");
            }
            return Optional.of(root);
        } catch (JsonProcessingException e) {
            var line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            problems.add(file, line, "this is no YAML: " + firstLine(e.getOriginalMessage()));
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("A text in memory cannot be read", e);
        }
    }

    private YamlNode node() throws IOException {
        var line = line();
        if (parser.isCurrentAlias()) {
            problems.add(file, line, "aliases are not understood here; write the value again");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> sequence(line);
            default -> new Scalar(parser.getText(), scalar(), line);
        };
    }

    private Mapping mapping(int line) throws IOException {
        var fields = new LinkedHashMap<String, Field>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            var nameLine = line();
            parser.nextToken();
            var before = fields.put(name, new Field(node(), nameLine));
            if (before != null) {
                problems.add(file, nameLine, name + " is set twice, first in line " + before.line());
            }
        }
        return new Mapping(fields, line);
    }

    private Sequence sequence(int line) throws IOException {
        var items = new ArrayList<YamlNode>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        return new Sequence(items, line);
    }

    private JsonNode scalar() throws IOException {
        var nodes = JsonNodeFactory.instance;
        return switch (parser.currentToken()) {
            case VALUE_NULL -> nodes.nullNode();
            case VALUE_TRUE, VALUE_FALSE -> nodes.booleanNode(parser.currentToken() == JsonToken.VALUE_TRUE);
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT ->
                nodes.numberNode(new BigDecimal(parser.getText().replace("_", "")));
            default -> nodes.textNode(parser.getText());
        };
    }

    private static JsonNode integer(JsonParser at) throws IOException {
        var value = at.getBigIntegerValue();
        return value.bitLength() < Long.SIZE
                ? JsonNodeFactory.instance.numberNode(value.longValue())
                : JsonNodeFactory.instance.numberNode(value);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("it cannot be read");
    }
}
