package io.taurine.queue.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what scripts return. */
public final class Replies {

    private Replies() {}

    /** The one element of a script that returns a single value: the driver hands it over as a list or as it is. */
    public static @Nullable Object single(@Nullable Object reply) {
        return reply instanceof List<?> list && list.size() == 1 ? list.get(0) : reply;
    }

    public static long number(@Nullable Object reply) {
        var value = single(reply);
        if (value instanceof Number number) {
            return number.longValue();
        }
        if (value instanceof String text) {
            return Long.parseLong(text);
        }
        throw new IllegalStateException("Expected a number from a script, got " + value);
    }

    public static List<?> list(@Nullable Object reply) {
        if (reply instanceof List<?> list) {
            return list;
        }
        throw new IllegalStateException("Expected an array from a script, got " + reply);
    }

    public static List<String> texts(@Nullable Object reply) {
        return list(reply).stream().map(String::valueOf).toList();
    }

    /** Fields and values in turns, as HGETALL returns them inside a script. */
    public static Map<String, String> hash(@Nullable Object reply) {
        var flat = list(reply);
        var fields = new HashMap<String, String>(flat.size());
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(String.valueOf(flat.get(i)), String.valueOf(flat.get(i + 1)));
        }
        return fields;
    }
}
