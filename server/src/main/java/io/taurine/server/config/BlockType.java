package io.taurine.server.config;

import io.taurine.server.config.YamlNode.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A block of named parts, for lists of things that have several. */
record BlockType<T>(List<Part<?>> parts, Function<Block, T> maker) implements SettingType<T> {

    /** One part; without a default it must be there unless it is optional. */
    record Part<P>(String name, SettingType<P> type, boolean isRequired) {

        static <P> Part<P> required(String name, SettingType<P> type) {
            return new Part<>(name, type, true);
        }

        static <P> Part<P> optional(String name, SettingType<P> type) {
            return new Part<>(name, type, false);
        }
    }

    /** The parts that were read. */
    record Block(Map<Part<?>, Object> values) {

        <P> P get(Part<P> part) {
            return find(part).orElseThrow();
        }

        @SuppressWarnings("unchecked") // put there by the part's own type
        <P> Optional<P> find(Part<P> part) {
            return Optional.ofNullable((P) values.get(part));
        }
    }

    @Override
    public @Nullable T read(YamlNode value, Wrong wrong) {
        if (!(value instanceof Mapping block)) {
            wrong.at(value.line(), "must be " + allowed() + ", was " + value.shown());
            return null;
        }
        var problems = new int[1];
        Wrong counting = (line, message) -> {
            problems[0]++;
            wrong.at(line, message);
        };
        var values = new LinkedHashMap<Part<?>, Object>();
        for (var part : parts) {
            var field = block.fields().get(part.name());
            if (field == null) {
                if (part.isRequired()) {
                    counting.at(
                            block.line(),
                            "must have " + part.name() + ", which is "
                                    + part.type().allowed());
                }
                continue;
            }
            var read =
                    part.type().read(field.value(), (line, message) -> counting.at(line, part.name() + " " + message));
            if (read != null) {
                values.put(part, read);
            }
        }
        block.fields().forEach((name, field) -> {
            if (parts.stream().noneMatch(part -> part.name().equals(name))) {
                counting.at(field.line(), "has no " + name + "; allowed are " + names());
            }
        });
        if (problems[0] > 0) {
            return null;
        }
        try {
            return maker.apply(new Block(values));
        } catch (IllegalArgumentException e) {
            wrong.at(block.line(), "is wrong: " + e.getMessage());
            return null;
        }
    }

    @Override
    public String allowed() {
        return "a block with " + names();
    }

    private String names() {
        return parts.stream()
                .map(part -> part.isRequired() ? part.name() : part.name() + " (optional)")
                .collect(Collectors.joining(", "));
    }

    @Override
    public boolean isStructured() {
        return true;
    }
}
