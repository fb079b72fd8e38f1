package io.taurine.server.service.notification;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The settings of a channel, as text. Immutable, safe to share between threads. */
public final class ChannelSettings {

    private final Map<String, String> values;

    private ChannelSettings(Map<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    public static ChannelSettings of(Map<String, String> values) {
        return new ChannelSettings(values);
    }

    /**
     * Refuses what is not known.
     *
     * @throws IllegalArgumentException if there is another setting; names it and those that are known
     */
    public ChannelSettings allowOnly(String... known) {
        var unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(Set.of(known));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown setting " + joined(unknown) + "; there are " + joined(new TreeSet<>(Set.of(known))));
        }
        return this;
    }

    /** Empty when it is not there. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * The value of that name.
     *
     * @throws IllegalArgumentException if it is missing or empty
     */
    public String get(String name) {
        return find(name)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("the setting " + name + " is missing"));
    }

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException if it is none, or outside of the range
     */
    public int number(String name, int otherwise, int least, int most) {
        var text = find(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            var value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, as one outside of the range is.
        }
        throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", was " + text.get());
    }

    /**
     * {@code true} or {@code false}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public boolean flag(String name, boolean otherwise) {
        var text = find(name).orElse(String.valueOf(otherwise));
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " must be true or false, was " + text);
        };
    }

    private static String joined(Collection<String> names) {
        return String.join(", ", names);
    }
}
