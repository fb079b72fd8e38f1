package io.taurine.queue.internal.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads scripts from the class path. A line <code>--@include name</code> stands for the fragment {@code include/name.lua};
 * fragments may include others. Each lands in the script once, before the first line that needs it.
 *
 * <p>Redis makes all functions of a script anew with every call, which costs a short script more than what it does. So those
 * that a call seldom needs stand in a line <code>--@include-lazily table name name</code>: they are made with the first
 * <code>table()</code> of a call, and called as <code>table().name(...)</code>.
 */
public final class ScriptLoader {

    private static final String FOLDER = "/io/taurine/queue/lua/";
    private static final Pattern INCLUDE = Pattern.compile("^--@include (\\S+)\\s*$");
    private static final Pattern INCLUDE_LAZILY = Pattern.compile("^--@include-lazily (\\S+) (\\S.*)$");

    private final Function<String, @Nullable String> files;

    /** Takes the texts from a function of the file's name, null for a missing one; for tests. */
    ScriptLoader(Function<String, @Nullable String> files) {
        this.files = files;
    }

    /** Loads one of Taurine's scripts. */
    public static LuaScript load(String name) {
        return new ScriptLoader(ScriptLoader::fromClassPath).read(name);
    }

    LuaScript read(String name) {
        var file = name + ".lua";
        var source = new StringBuilder();
        resolve(file, source, new LinkedHashSet<>(), new ArrayDeque<>());
        var text = source.toString();
        return new LuaScript(name, text, sha1(text), LuaScript.declaredKeys(name, text));
    }

    private void resolve(String file, StringBuilder into, Set<String> done, Deque<String> chain) {
        if (chain.contains(file)) {
            throw new IllegalStateException(
                    "Scripts include each other: " + String.join(" -> ", chain) + " -> " + file);
        }
        var text = files.apply(file);
        if (text == null) {
            var from = chain.isEmpty() ? "" : ", included by " + String.join(" -> ", chain);
            throw new IllegalStateException("There is no script " + file + from);
        }
        chain.addLast(file);
        for (var line : text.split("\n", -1)) {
            var include = INCLUDE.matcher(line);
            var lazily = INCLUDE_LAZILY.matcher(line);
            if (include.matches()) {
                include(include.group(1), into, done, chain);
            } else if (lazily.matches()) {
                includeLazily(lazily.group(1), lazily.group(2).strip().split("\\s+"), into, done, chain);
            } else {
                into.append(line).append('\n');
            }
        }
        chain.removeLast();
    }

    private void include(String name, StringBuilder into, Set<String> done, Deque<String> chain) {
        var file = "include/" + name + ".lua";
        if (!done.contains(file)) {
            resolve(file, into, done, chain);
            done.add(file);
        }
    }

    private void includeLazily(
            String table, String[] names, StringBuilder into, Set<String> done, Deque<String> chain) {
        into.append("local ").append(table).append("Made\n");
        into.append("local function ").append(table).append("()\n");
        into.append("if not ").append(table).append("Made then\n");
        // What is included in there is not seen outside.
        var doneInside = new LinkedHashSet<>(done);
        for (var name : names) {
            include(name, into, doneInside, chain);
        }
        into.append(table).append("Made = {");
        for (var name : names) {
            into.append(' ').append(name).append(" = ").append(name).append(',');
        }
        into.append(" }\nend\nreturn ").append(table).append("Made\nend\n");
    }

    private static @Nullable String fromClassPath(String file) {
        try (var stream = ScriptLoader.class.getResourceAsStream(FOLDER + file)) {
            return stream == null ? null : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-1", e);
        }
    }
}
