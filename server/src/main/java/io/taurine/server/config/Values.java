package io.taurine.server.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each setting is, and where that was said. */
final class Values {

    /** Who has said it; a later one goes before an earlier one. */
    enum Origin {
        DEFAULT,
        FILE,
        ENVIRONMENT
    }

    private record Value(@Nullable Object value, Origin origin, String where) {}

    private final Map<Setting<?>, Value> values = new HashMap<>();

    void set(Setting<?> setting, @Nullable Object value, Origin origin, String where) {
        values.put(setting, new Value(value, origin, where));
    }

    /** Of a setting that has a default. */
    <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.path() + " has no value"));
    }

    @SuppressWarnings("unchecked") // put there by the setting's own type
    <T> Optional<T> find(Setting<T> setting) {
        var value = values.get(setting);
        return value == null ? Optional.empty() : Optional.ofNullable((T) value.value());
    }

    Origin origin(Setting<?> setting) {
        var value = values.get(setting);
        return value == null ? Origin.DEFAULT : value.origin();
    }

    /** For messages: the file and the line, or the variable. */
    String where(Setting<?> setting) {
        var value = values.get(setting);
        return value == null ? "default" : value.where();
    }
}
