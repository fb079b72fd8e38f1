package io.taurine.inline.internal.memory;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/** {@code EVAL} and {@code EVALSHA}: runs scripts on LuaJ, which speaks what Redis's Lua does. */
final class Scripting {

    /** Compiled once for the JVM: tests make many of these. */
    private static final Map<String, Prototype> COMPILED = new ConcurrentHashMap<>();

    private final LuaWorld world;

    Scripting(MemoryRedis redis) {
        this.world = new LuaWorld(redis);
    }

    void addTo(Map<String, Command> commands) {
        commands.put("EVAL", arguments -> run(compiled(arguments.next()), arguments));
        commands.put("EVALSHA", arguments -> {
            var script = COMPILED.get(arguments.next());
            if (script == null) {
                throw new ReplyError("NOSCRIPT No matching script. Please use EVAL.");
            }
            return run(script, arguments);
        });
        commands.put("SCRIPT", arguments -> {
            if (arguments.take("LOAD")) {
                var source = arguments.next();
                compiled(source);
                return sha1(source);
            }
            throw new UnsupportedOperationException("SCRIPT " + arguments.next());
        });
    }

    private @Nullable Object run(Prototype script, Arguments arguments) {
        var count = (int) arguments.nextLong();
        var keys = new LuaTable();
        for (int i = 1; i <= count; i++) {
            keys.set(i, LuaValue.valueOf(arguments.next()));
        }
        var values = new LuaTable();
        for (int i = 1; arguments.hasNext(); i++) {
            values.set(i, LuaValue.valueOf(arguments.next()));
        }
        var globals = world.globals();
        globals.set("KEYS", keys);
        globals.set("ARGV", values);
        try {
            return LuaReplies.toReply(new LuaClosure(script, globals).call());
        } catch (LuaError e) {
            throw new ReplyError(LuaReplies.errorText(e));
        }
    }

    private Prototype compiled(String source) {
        return COMPILED.computeIfAbsent(sha1(source), any -> {
            try {
                return world.globals().compilePrototype(new StringReader(source), "script");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (LuaError e) {
                throw new ReplyError("ERR Error compiling script: " + e.getMessage());
            }
        });
    }

    static String sha1(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-1", e);
        }
    }
}
