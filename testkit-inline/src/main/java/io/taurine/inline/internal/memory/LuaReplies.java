package io.taurine.inline.internal.memory;

import io.taurine.inline.internal.memory.Command.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** Values between Lua and Redis, by Redis's rules of conversion. */
final class LuaReplies {

    private LuaReplies() {}

    /** A reply as a script sees it: nil is false. */
    static LuaValue toLua(@Nullable Object reply) {
        if (reply == null) {
            return LuaValue.FALSE;
        }
        if (reply instanceof Long number) {
            return LuaValue.valueOf((double) number);
        }
        if (reply instanceof Status status) {
            var table = new LuaTable();
            table.set("ok", LuaValue.valueOf(status.text()));
            return table;
        }
        if (reply instanceof List<?> list) {
            var table = new LuaTable(list.size(), 0);
            for (int i = 0; i < list.size(); i++) {
                table.set(i + 1, toLua(list.get(i)));
            }
            return table;
        }
        return LuaValue.valueOf(String.valueOf(reply));
    }

    /** What a script returns: numbers lose their fraction, a table ends at its first nil. */
    static @Nullable Object toReply(LuaValue value) {
        if (value.isnil() || value.raweq(LuaValue.FALSE)) {
            return null;
        }
        if (value.isboolean()) {
            return 1L;
        }
        if (value instanceof LuaNumber) {
            return (long) value.todouble();
        }
        if (value instanceof LuaString) {
            return value.tojstring();
        }
        if (!(value instanceof LuaTable)) {
            return null;
        }
        if (value.get("err").isstring()) {
            throw new ReplyError(value.get("err").tojstring());
        }
        if (value.get("ok").isstring()) {
            return new Status(value.get("ok").tojstring());
        }
        var list = new ArrayList<@Nullable Object>();
        for (int i = 1; !value.get(i).isnil(); i++) {
            list.add(toReply(value.get(i)));
        }
        return list;
    }

    /** What a script hands to a command. */
    static String argument(LuaValue value) {
        if (value instanceof LuaNumber) {
            return Numbers.text(value.todouble());
        }
        if (value instanceof LuaString) {
            return value.tojstring();
        }
        throw new LuaError("ERR Lua redis lib command arguments must be strings or integers");
    }

    static LuaTable error(String text) {
        var table = new LuaTable();
        table.set("err", LuaValue.valueOf(text));
        return table;
    }

    static String errorText(LuaError error) {
        var object = error.getMessageObject();
        if (object instanceof LuaTable && object.get("err").isstring()) {
            return object.get("err").tojstring();
        }
        return "ERR Error running script: " + error.getMessage();
    }
}
