package io.taurine.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Durations as people type them: {@code 500ms}, {@code 5s}, {@code 1h30m}. */
final class Durations {

    private static final Pattern WHOLE = Pattern.compile("([0-9]+(ms|s|m|h|d))+|0");
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|s|m|h|d)");

    private Durations() {}

    static Duration parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "' is not a duration like 500ms, 5s, 2m, 1h, 1d or 1h30m");
        }
        try {
            return PART.matcher(text)
                    .results()
                    .map(part -> of(Long.parseLong(part.group(1)), part.group(2)))
                    .reduce(Duration.ZERO, Duration::plus);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is too long a duration");
        }
    }

    private static Duration of(long amount, String unit) {
        var duration = switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
        // The wire counts milliseconds: what does not fit there is refused here.
        Math.addExact(duration.toMillis(), 0L);
        return duration;
    }

    /** The shortest way to write it, for messages. */
    static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        var text = new StringBuilder();
        append(text, duration.toDays(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount > 0) {
            text.append(amount).append(unit);
        }
    }
}
