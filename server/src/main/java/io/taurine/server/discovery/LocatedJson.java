package io.taurine.server.discovery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** JSON or YAML that knows in which line each value stands. */
final class LocatedJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final JsonNode root;

    private LocatedJson(JsonParser parser) throws IOException {
        root = parser.nextToken() == null ? JsonNodeFactory.instance.missingNode() : read(parser, "");
        if (!root.isMissingNode() && parser.nextToken() != null) {
            throw new NotReadable(parser.currentTokenLocation().getLineNr(), "there is more than one document");
        }
    }

    /** Text that is neither JSON nor YAML, and where that shows. */
    static final class NotReadable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int line;

        NotReadable(int line, String message) {
            super(message);
            this.line = line;
        }

        OptionalInt line() {
            return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
        }
    }

    static LocatedJson parse(String text, boolean isYaml) {
        var factory = isYaml ? new YAMLFactory() : new JsonFactory();
        factory.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
        factory.setCodec(MAPPER);
        try (var parser = factory.createParser(text)) {
            return new LocatedJson(parser);
        } catch (JsonProcessingException e) {
            throw new NotReadable(e.getLocation() == null ? 0 : e.getLocation().getLineNr(), e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode read(JsonParser parser, String pointer) throws IOException {
        lines.put(pointer, parser.currentTokenLocation().getLineNr());
        var token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(parser, pointer);
        }
        if (token == JsonToken.START_ARRAY) {
            var array = JsonNodeFactory.instance.arrayNode();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(read(parser, pointer + "/" + array.size()));
            }
            return array;
        }
        texts.put(pointer, parser.getText());
        return MAPPER.readTree(parser);
    }

    private ObjectNode object(JsonParser parser, String pointer) throws IOException {
        var object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var child = pointer + "/" + name;
            var line = parser.currentTokenLocation().getLineNr();
            parser.nextToken();
            object.set(name, read(parser, child));
            // The name is what a reader looks for; a block begins a line later.
            lines.put(child, line);
        }
        return object;
    }

    JsonNode root() {
        return root;
    }

    /** Of the value at a pointer made of plain names and indices; empty when there is none. */
    OptionalInt line(String pointer) {
        var line = lines.get(pointer);
        return line == null || line < 1 ? OptionalInt.empty() : OptionalInt.of(line);
    }

    /** A single value as it was written: {@code 1.10}, which as a number would be {@code 1.1}. */
    String text(String pointer) {
        return texts.getOrDefault(pointer, "");
    }
}
