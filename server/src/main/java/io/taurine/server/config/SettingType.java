package io.taurine.server.config;

import org.jspecify.annotations.Nullable;

/** What values a setting takes. */
interface SettingType<T> {

    /** Reads a value; one that is wrong is told to {@code wrong}, and null comes back. */
    @Nullable
    T read(YamlNode value, Wrong wrong);

    /** What is allowed, as it ends the sentence "must be …". */
    String allowed();

    /** True when a value is more than one word, so that an environment variable holds YAML or JSON. */
    default boolean isStructured() {
        return false;
    }

    /** Hears what is wrong with a value. */
    @FunctionalInterface
    interface Wrong {

        void at(int line, String message);
    }
}
