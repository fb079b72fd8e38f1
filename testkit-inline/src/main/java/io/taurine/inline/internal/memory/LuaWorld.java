package io.taurine.inline.internal.memory;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.Bit32Lib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.StringLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.VarArgFunction;
import org.luaj.vm2.lib.jse.JseBaseLib;
import org.luaj.vm2.lib.jse.JseMathLib;

/** What a script finds around it: Lua's libraries as Redis has them, {@code redis} and {@code cjson}. */
final class LuaWorld {

    /** Redis runs a script's calls as the script's client; here they need none. */
    private static final long NO_CLIENT = 0;

    private final MemoryRedis redis;
    private final Globals globals = new Globals();

    LuaWorld(MemoryRedis redis) {
        this.redis = redis;
        globals.load(new JseBaseLib());
        globals.load(new PackageLib());
        globals.load(new Bit32Lib());
        globals.load(new TableLib());
        globals.load(new StringLib());
        globals.load(new JseMathLib());
        LuaC.install(globals);
        // Redis has Lua 5.1, the interpreter is one of 5.2; and its format of fractions is not C's.
        globals.set("unpack", globals.get("table").get("unpack"));
        globals.get("string").set("format", new LuaFormat());
        globals.set("cjson", LuaJson.library());
        globals.set("redis", library());
    }

    Globals globals() {
        return globals;
    }

    private LuaTable library() {
        var library = new LuaTable();
        library.set("call", function(this::call));
        library.set("pcall", function(values -> {
            try {
                return call(values);
            } catch (LuaError e) {
                return LuaReplies.error(LuaReplies.errorText(e));
            }
        }));
        library.set("error_reply", function(values -> LuaReplies.error(values.tojstring(1))));
        library.set("status_reply", function(values -> {
            var table = new LuaTable();
            table.set("ok", values.arg1());
            return table;
        }));
        library.set("sha1hex", function(values -> LuaValue.valueOf(Scripting.sha1(values.checkjstring(1)))));
        library.set("log", function(values -> LuaValue.NIL));
        library.set("replicate_commands", function(values -> LuaValue.TRUE));
        return library;
    }

    private LuaValue call(Varargs values) {
        var texts = new ArrayList<String>(values.narg());
        for (int i = 1; i <= values.narg(); i++) {
            texts.add(LuaReplies.argument(values.arg(i)));
        }
        try {
            var reply = redis.execute(texts.get(0), texts.subList(1, texts.size()), NO_CLIENT);
            return LuaReplies.toLua(reply);
        } catch (ReplyError e) {
            throw new LuaError(LuaReplies.error(e.text()));
        }
    }

    /** A function of Lua. */
    @FunctionalInterface
    interface Body {

        @Nullable
        Varargs run(Varargs values);
    }

    static VarArgFunction function(Body body) {
        return new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs values) {
                var result = body.run(values);
                return result == null ? LuaValue.NIL : result;
            }
        };
    }
}
