package io.taurine.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How text from jobs is shown: nothing in it can move the cursor or break a table. */
final class Text {

    private Text() {}

    /** Control characters become blanks. */
    static String oneLine(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    /** As {@link #oneLine}, at most that many characters. */
    static String oneLine(@Nullable String text, int width) {
        var line = oneLine(text);
        int length = line.codePointCount(0, line.length());
        return length <= width ? line : line.substring(0, line.offsetByCodePoints(0, width - 1)) + "…";
    }

    static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /** {@code 1 job}, {@code 2 jobs}. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** A time somebody waited, for a person: {@code 12 ms}, {@code 1.25 s}, {@code 3 m 20 s}. */
    static String elapsed(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
        }
        return millis / 60_000 + " m " + millis % 60_000 / 1_000 + " s";
    }
}
