package io.taurine.queue.internal.script;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A Lua script, includes resolved.
 *
 * @param name its file name without ending
 * @param source the text that Redis gets
 * @param sha1 by which Redis knows it once loaded
 * @param keyNames suffixes of the queue keys it needs, in the order of KEYS, as its header declares them
 */
public record LuaScript(String name, String source, String sha1, List<String> keyNames) {

    private static final Pattern KEY =
            Pattern.compile("(?m)^\\s*KEYS\\[(\\d+)]\\s+(\\S+)\\s+(string|list|set|zset|hash|stream|any)\\b");

    public LuaScript {
        keyNames = List.copyOf(keyNames);
    }

    /** Reads the header's {@code KEYS[n]  name  type} lines. */
    static List<String> declaredKeys(String name, String source) {
        var names = new ArrayList<String>();
        var lines = KEY.matcher(source);
        while (lines.find()) {
            if (Integer.parseInt(lines.group(1)) != names.size() + 1) {
                throw new IllegalStateException("Script " + name + ": the header must declare KEYS in order, found "
                        + lines.group().strip());
            }
            names.add(lines.group(2));
        }
        if (names.isEmpty()) {
            throw new IllegalStateException("Script " + name + " declares no KEYS in its header");
        }
        return names;
    }
}
