package io.taurine.server.redis;

import io.taurine.server.definition.Definitions;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Names of jobs in Redis: {@code key@version}. Any other name asks for the newest version. */
final class JobNames {

    private static final Pattern VERSION = Pattern.compile("@([1-9][0-9]{0,8})");

    private JobNames() {}

    static OptionalInt version(String key, String name) {
        if (!name.startsWith(key)) {
            return OptionalInt.empty();
        }
        var match = VERSION.matcher(name.substring(key.length()));
        return match.matches() ? OptionalInt.of(Integer.parseInt(match.group(1))) : OptionalInt.empty();
    }

    /** What {@link #version} says, else the newest one; 0 where there is no such definition. */
    static int versionOrNewest(Definitions definitions, String key, String name) {
        return version(key, name)
                .orElseGet(() -> definitions
                        .newest(key)
                        .map(definition -> definition.version())
                        .orElse(0));
    }
}
