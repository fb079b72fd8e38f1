package io.taurine.server.definition;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Durations as people write them in files: {@code 500ms}, {@code 5s}, {@code 1h30m}, or ISO-8601 as {@code PT1H30M}. */
public final class DurationText {

    private static final Pattern WHOLE = Pattern.compile("([0-9]+(ms|s|m|h|d))+|0");
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|s|m|h|d)");

    private DurationText() {}

    /**
     * Reads a duration of whole milliseconds.
     *
     * @throws IllegalArgumentException if it is none, or a negative one
     */
    public static Duration parse(String text) {
        try {
            return whole(WHOLE.matcher(text).matches() ? parts(text) : Duration.parse(text), text);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is too long a duration", e);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration like 500ms, 5s, 2m, 1h30m, 1d or PT5S", e);
        }
    }

    private static Duration parts(String text) {
        return PART.matcher(text)
                .results()
                .map(part -> of(Long.parseLong(part.group(1)), part.group(2)))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Duration whole(Duration duration, String text) {
        if (duration.isNegative() || !Duration.ofMillis(duration.toMillis()).equals(duration)) {
            throw new IllegalArgumentException("a duration must be 0 or more whole milliseconds, was '" + text + "'");
        }
        return duration;
    }

    /** The shortest way to write it, which {@link #parse} reads. */
    public static String format(Duration duration) {
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
