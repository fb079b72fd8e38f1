package io.taurine.inline.internal.memory;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as Redis reads and writes them. */
final class Numbers {

    private Numbers() {}

    static double score(String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-inf", "-infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {
                try {
                    return Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    throw new ReplyError("ERR value is not a valid float");
                }
            }
        }
    }

    static String text(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e17) {
            return Long.toString((long) number);
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        return Double.isNaN(number) ? "nan" : new BigDecimal(Double.toString(number)).toPlainString();
    }
}
