package io.taurine.inline.internal.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/** {@code cjson}, as far as its behaviour shows: null has a value of its own, an empty table is an object. */
final class LuaJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final LuaValue NULL = new LuaUserdata(new Object());

    private LuaJson() {}

    static LuaTable library() {
        var library = new LuaTable();
        library.set("null", NULL);
        library.set("decode", LuaWorld.function(values -> decode(values.checkjstring(1))));
        library.set("encode", LuaWorld.function(values -> {
            var json = new StringBuilder();
            encode(values.arg1(), json);
            return LuaValue.valueOf(json.toString());
        }));
        return library;
    }

    private static LuaValue decode(String json) {
        try {
            var tree = MAPPER.readTree(json);
            if (tree.isMissingNode()) {
                throw new LuaError("Expected value but found T_END at character 1");
            }
            return toLua(tree);
        } catch (JsonProcessingException e) {
            throw new LuaError("Expected value but found invalid token: " + e.getOriginalMessage());
        }
    }

    private static LuaValue toLua(JsonNode node) {
        if (node.isNull()) {
            return NULL;
        }
        if (node.isBoolean()) {
            return LuaValue.valueOf(node.booleanValue());
        }
        if (node.isNumber()) {
            return LuaValue.valueOf(node.doubleValue());
        }
        if (node.isTextual()) {
            return LuaValue.valueOf(node.textValue());
        }
        var table = new LuaTable();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                table.set(i + 1, toLua(node.get(i)));
            }
        } else {
            node.properties().forEach(field -> table.set(field.getKey(), toLua(field.getValue())));
        }
        return table;
    }

    private static void encode(LuaValue value, StringBuilder json) {
        if (value.isnil() || value.raweq(NULL)) {
            json.append("null");
        } else if (value.isboolean()) {
            json.append(value.toboolean());
        } else if (value instanceof LuaNumber) {
            json.append(Numbers.text(value.todouble()));
        } else if (value instanceof LuaString) {
            text(value.tojstring(), json);
        } else if (value instanceof LuaTable table) {
            table(table, json);
        } else {
            throw new LuaError("Cannot serialise " + value.typename() + ": type not supported");
        }
    }

    private static void table(LuaTable table, StringBuilder json) {
        if (table.length() > 0) {
            json.append('[');
            for (int i = 1; i <= table.length(); i++) {
                json.append(i == 1 ? "" : ",");
                encode(table.get(i), json);
            }
            json.append(']');
            return;
        }
        json.append('{');
        var first = true;
        for (var key : table.keys()) {
            json.append(first ? "" : ",");
            text(key.tojstring(), json);
            json.append(':');
            encode(table.get(key), json);
            first = false;
        }
        json.append('}');
    }

    private static void text(String text, StringBuilder json) {
        try {
            // cjson escapes the slash.
            json.append(MAPPER.writeValueAsString(text).replace("/", "\\/"));
        } catch (JsonProcessingException e) {
            throw new LuaError(e);
        }
    }
}
