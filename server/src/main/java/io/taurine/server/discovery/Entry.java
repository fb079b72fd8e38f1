package io.taurine.server.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;

/**
 * One object of a manifest. What it reads goes to setters; what is of the wrong type, or what a setter refuses with an
 * {@link IllegalArgumentException}, becomes a problem with its line, and reading goes on.
 */
final class Entry {

    private final LocatedJson json;
    private final String pointer;
    private final String file;
    private final Problems problems;
    private final JsonNode node;

    Entry(LocatedJson json, String pointer, String file, Problems problems) {
        this.json = json;
        this.pointer = pointer;
        this.file = file;
        this.problems = problems;
        this.node = json.root().at(pointer);
    }

    Entry entry(String name) {
        return new Entry(json, pointer + "/" + name, file, problems);
    }

    /** The objects of a list. */
    List<Entry> entries(String name) {
        var entries = new ArrayList<Entry>();
        list(name, (index, item) -> {
            if (item.isObject()) {
                entries.add(entry(name + "/" + index));
            } else {
                problem(name + "/" + index, "must be an object, was " + item);
            }
        });
        return entries;
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        list(name, (index, item) -> {
            if (item.isTextual()) {
                texts.add(item.textValue());
            } else {
                problem(name + "/" + index, "must be a text, was " + item);
            }
        });
        return texts;
    }

    private interface Item {
        void at(int index, JsonNode item);
    }

    private void list(String name, Item each) {
        if (!has(name)) {
            return;
        }
        var list = node.get(name);
        if (!list.isArray()) {
            problem(name, "must be a list, was " + list);
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            each.at(i, list.get(i));
        }
    }

    void knows(Set<String> names) {
        node.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                problem(name, "is no field; there are " + String.join(", ", new TreeSet<>(names)));
            }
        });
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    boolean isObject(String name) {
        return node.path(name).isObject();
    }

    void require(String name) {
        if (!has(name)) {
            problem(name, "is missing");
        }
    }

    /** Any single value, as it was written. */
    void word(String name, Consumer<String> setter) {
        set(
                name,
                node.path(name).isValueNode(),
                "must be a text",
                () -> setter.accept(json.text(pointer + "/" + name)));
    }

    void text(String name, Consumer<String> setter) {
        var value = node.path(name);
        set(name, value.isTextual(), "must be a text", () -> setter.accept(value.textValue()));
    }

    void number(String name, IntConsumer setter) {
        var value = node.path(name);
        set(name, value.isInt(), "must be a whole number", () -> setter.accept(value.intValue()));
    }

    void decimal(String name, DoubleConsumer setter) {
        var value = node.path(name);
        set(name, value.isNumber(), "must be a number", () -> setter.accept(value.doubleValue()));
    }

    void flag(String name, Consumer<Boolean> setter) {
        var value = node.path(name);
        set(name, value.isBoolean(), "must be true or false", () -> setter.accept(value.booleanValue()));
    }

    void value(String name, Consumer<JsonNode> setter) {
        set(name, true, "", () -> setter.accept(node.get(name)));
    }

    void object(String name, Consumer<JsonNode> setter) {
        set(name, isObject(name), "must be an object", () -> setter.accept(node.get(name)));
    }

    private void set(String name, boolean fits, String otherwise, Runnable setter) {
        if (!has(name)) {
            return;
        }
        if (!fits) {
            problem(name, otherwise + ", was " + node.get(name));
            return;
        }
        check(name, setter);
    }

    void check(String name, Runnable setter) {
        try {
            setter.run();
        } catch (IllegalArgumentException e) {
            problem(name, Problems.reason(e));
        }
    }

    /** Empty for the entry itself. */
    void problem(String name, String message) {
        var at = name.isEmpty() ? pointer : pointer + "/" + name;
        var line = json.line(at);
        problems.add(file, line.isPresent() ? line : json.line(pointer), subject(at), message);
    }

    Found found(Definition<?> definition) {
        return new Found(definition, file, json.line(pointer), subject(pointer));
    }

    /** {@code jobs[2].schedule} for {@code /jobs/2/schedule}. */
    private static String subject(String pointer) {
        return pointer.replaceAll("/(\\d+)(?=/|$)", "[$1]").replace('/', '.').replaceFirst("^\\.", "");
    }
}
