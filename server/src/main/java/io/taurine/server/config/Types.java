package io.taurine.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.config.YamlNode.Scalar;
import io.taurine.server.definition.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The types of settings that are one word. */
final class Types {

    private Types() {}

    static SettingType<String> text(String allowed) {
        return new Word<>(allowed, false, text -> text.isEmpty() ? null : text);
    }

    static SettingType<String> text(String pattern, String allowed) {
        return new Word<>(allowed, false, text -> text.matches(pattern) ? text : null);
    }

    static SettingType<Secret> secret(String allowed) {
        return new Word<>(allowed, true, text -> text.isEmpty() ? null : new Secret(text));
    }

    static SettingType<Secret> secret(String pattern, String allowed) {
        return new Word<>(allowed, true, text -> text.matches(pattern) ? new Secret(text) : null);
    }

    static SettingType<Boolean> flag() {
        return new Word<>("true or false", false, text -> switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        });
    }

    static SettingType<Integer> whole(int least, int most) {
        return new Word<>("a whole number from " + number(least) + " to " + number(most), false, text -> {
            try {
                int value = Integer.parseInt(text.replace("_", ""));
                return value >= least && value <= most ? value : null;
            } catch (NumberFormatException e) {
                return null;
            }
        });
    }

    static SettingType<String> oneOf(String... values) {
        var all = List.of(values);
        return new Word<>("one of " + String.join(", ", all), false, text -> all.contains(text) ? text : null);
    }

    static SettingType<Duration> duration(Duration least, Duration most) {
        var allowed = "a duration like 500ms, 30s, 5m, 2h or 7d, from " + DurationText.format(least) + " to "
                + DurationText.format(most);
        return new Word<>(allowed, false, text -> {
            try {
                var value = DurationText.parse(text);
                return value.compareTo(least) >= 0 && value.compareTo(most) <= 0 ? value : null;
            } catch (IllegalArgumentException e) {
                return null;
            }
        });
    }

    static SettingType<Instant> instant() {
        return new Word<>("an instant like 2027-01-31T00:00:00Z", false, text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                return null;
            }
        });
    }

    /** Read by that function, which throws IllegalArgumentException with a sentence about what is wrong. */
    static <T> SettingType<T> json(String allowed, Function<JsonNode, T> reader) {
        return new SettingType<>() {
            @Override
            public @Nullable T read(YamlNode value, Wrong wrong) {
                try {
                    return reader.apply(value.toJson());
                } catch (IllegalArgumentException e) {
                    wrong.at(value.line(), "must be " + allowed + ": " + e.getMessage());
                    return null;
                }
            }

            @Override
            public String allowed() {
                return allowed;
            }

            @Override
            public boolean isStructured() {
                return true;
            }
        };
    }

    private static String number(int value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** The reader gives null for a wrong word. */
    private record Word<T>(String allowed, boolean isSecret, Function<String, @Nullable T> reader)
            implements SettingType<T> {

        @Override
        public @Nullable T read(YamlNode value, Wrong wrong) {
            var read = value instanceof Scalar one ? reader.apply(one.text().strip()) : null;
            if (read == null) {
                wrong.at(value.line(), "must be " + allowed + (isSecret ? "" : ", was " + value.shown()));
            }
            return read;
        }
    }
}
