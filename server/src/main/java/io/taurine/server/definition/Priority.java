package io.taurine.server.definition;

import io.taurine.job.JobOptions;
import java.util.Locale;

/**
 * Which of the waiting jobs of a definition runs first: the lower number, as everywhere in BullMQ. Between the named ones any
 * number may be used.
 *
 * @param value 0 to 2,097,151; 0 goes before all others, and is cheapest to add
 */
public record Priority(int value) {

    public static final Priority HIGHEST = new Priority(0);
    public static final Priority HIGH = new Priority(10);
    public static final Priority NORMAL = new Priority(100);
    public static final Priority LOW = new Priority(1_000);
    public static final Priority LOWEST = new Priority(10_000);

    public Priority {
        if (value < 0 || value > JobOptions.MAX_PRIORITY) {
            throw new IllegalArgumentException("priority must be 0 to " + JobOptions.MAX_PRIORITY + ", was " + value);
        }
    }

    /**
     * Reads a name, in any case, or a number.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Priority of(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "HIGHEST" -> HIGHEST;
            case "HIGH" -> HIGH;
            case "NORMAL" -> NORMAL;
            case "LOW" -> LOW;
            case "LOWEST" -> LOWEST;
            default -> ofNumber(text);
        };
    }

    private static Priority ofNumber(String text) {
        try {
            return new Priority(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "priority must be LOWEST, LOW, NORMAL, HIGH, HIGHEST or a number, was " + text, e);
        }
    }
}
