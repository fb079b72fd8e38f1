package io.taurine.server.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One setting: all that is known of it stands here, and nowhere else.
 *
 * @param path where it is in the file, divided by dots
 * @param type what it takes
 * @param ifUnset its default, as it would be written; null when there is none
 * @param variables further environment variables that set it, besides the one named for its path; the first one wins
 * @param meaning what it does, for the documentation
 */
record Setting<T>(
        String path, SettingType<T> type, @Nullable String ifUnset, List<Variable> variables, String meaning) {

    /**
     * An environment variable.
     *
     * @param unit of a bare number: {@code ms}, {@code s}, {@code d}; empty where a number needs none
     */
    record Variable(String name, String unit) {}

    static <T> Setting<T> of(String path, SettingType<T> type, @Nullable String ifUnset, String meaning) {
        return new Setting<>(path, type, ifUnset, List.of(new Variable(variableOf(path), "")), meaning);
    }

    /** The same, set by another variable too. */
    Setting<T> orBy(String variable) {
        return orBy(variable, "");
    }

    Setting<T> orBy(String variable, String unit) {
        var more = new java.util.ArrayList<>(variables);
        more.add(new Variable(variable, unit));
        return new Setting<>(path, type, ifUnset, List.copyOf(more), meaning);
    }

    static String variableOf(String path) {
        return "TAURINE_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    String section() {
        var dot = path.indexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }
}
