package io.taurine.inline.internal.memory;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** {@code string.format} with C's formats of fractions, which LuaJ does not follow. */
final class LuaFormat extends VarArgFunction {

    private static final Pattern DIRECTIVE = Pattern.compile("%([-+ 0#]*\\d*(?:\\.\\d+)?)([a-zA-Z%])");

    @Override
    public Varargs invoke(Varargs values) {
        var directives = DIRECTIVE.matcher(values.checkjstring(1));
        var text = new StringBuilder();
        var next = 2;
        while (directives.find()) {
            var kind = directives.group(2);
            var formatted = kind.equals("%") ? "%" : one(directives.group(1), kind, values.arg(next++));
            directives.appendReplacement(text, Matcher.quoteReplacement(formatted));
        }
        directives.appendTail(text);
        return LuaValue.valueOf(text.toString());
    }

    private static String one(String flags, String kind, LuaValue value) {
        return switch (kind) {
            case "d", "i" -> String.format(Locale.ROOT, "%" + flags + "d", (long) value.checkdouble());
            case "s" -> String.format(Locale.ROOT, "%" + flags + "s", value.tojstring());
            // C rounds the number that is stored, Java the text that stands for it.
            case "f", "e" -> String.format(Locale.ROOT, "%" + flags + kind, new BigDecimal(value.checkdouble()));
            case "g" -> Numbers.text(value.checkdouble());
            case "x", "X" -> String.format(Locale.ROOT, "%" + flags + kind, (long) value.checkdouble());
            default -> throw new LuaError("string.format: %" + kind + " is not known to io.taurine.inline");
        };
    }
}
