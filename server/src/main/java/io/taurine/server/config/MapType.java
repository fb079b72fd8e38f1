package io.taurine.server.config;

import io.taurine.server.config.YamlNode.Mapping;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names that the file chooses, each with a value.
 *
 * @param names what is named, in the plural
 */
record MapType<T>(String names, SettingType<T> item) implements SettingType<Map<String, T>> {

    @Override
    public @Nullable Map<String, T> read(YamlNode value, Wrong wrong) {
        if (!(value instanceof Mapping block)) {
            wrong.at(value.line(), "must be " + allowed() + ", was " + value.shown());
            return null;
        }
        var all = new LinkedHashMap<String, T>();
        block.fields().forEach((name, field) -> {
            var read = item.read(field.value(), (line, message) -> wrong.at(line, name + " " + message));
            if (read != null) {
                all.put(name, read);
            }
        });
        return Collections.unmodifiableMap(all);
    }

    @Override
    public String allowed() {
        return "a block of " + names + "; each " + item.allowed();
    }

    @Override
    public boolean isStructured() {
        return true;
    }
}
