package io.taurine.server.event;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which events are meant: a name in which {@code *} stands for one segment and {@code **} for any number, none included.
 * Immutable.
 */
public final class EventPattern {

    private static final int LONGEST = 200;
    private static final int MOST_SEGMENTS = 20;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-]+");

    private final String text;
    private final List<String> segments;

    private EventPattern(String text, List<String> segments) {
        this.text = text;
        this.segments = segments;
    }

    /**
     * Reads a pattern, or a name, which is the pattern of itself.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static EventPattern of(String text) {
        var segments = segments(text);
        for (var segment : segments) {
            if (!segment.equals("*")
                    && !segment.equals("**")
                    && !SEGMENT.matcher(segment).matches()) {
                throw wrong("pattern", text);
            }
        }
        return new EventPattern(text, segments);
    }

    /** @throws IllegalArgumentException if it is no name of an event */
    static String requireName(String name) {
        if (!segments(name).stream()
                .allMatch(segment -> SEGMENT.matcher(segment).matches())) {
            throw wrong("name", name);
        }
        return name;
    }

    /** Whether an event of that name is meant. */
    public boolean matches(String name) {
        return text.equals(name) || matches(name.split("\\."));
    }

    /** Goes back to the last {@code **} only, which is enough, and keeps the time in bounds. */
    private boolean matches(String[] name) {
        int at = 0;
        int from = 0;
        int anyAt = -1;
        int anyFrom = 0;
        while (from < name.length) {
            if (at < segments.size() && segments.get(at).equals("**")) {
                anyAt = at++;
                anyFrom = from;
            } else if (at < segments.size()
                    && (segments.get(at).equals("*") || segments.get(at).equals(name[from]))) {
                at++;
                from++;
            } else if (anyAt >= 0) {
                at = anyAt + 1;
                from = ++anyFrom;
            } else {
                return false;
            }
        }
        return segments.subList(at, segments.size()).stream().allMatch("**"::equals);
    }

    public String text() {
        return text;
    }

    private static List<String> segments(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw wrong("name or pattern", text.isEmpty() ? "empty" : text.length() + " characters long");
        }
        var segments = List.of(text.split("\\.", -1));
        if (segments.size() > MOST_SEGMENTS) {
            throw wrong("name or pattern", text);
        }
        return segments;
    }

    private static IllegalArgumentException wrong(String what, String was) {
        return new IllegalArgumentException("the " + what + " of events must be 1 to " + MOST_SEGMENTS
                + " segments of letters, digits, hyphens and underscores, divided by dots, " + LONGEST
                + " characters at most" + (what.equals("name") ? "" : ", or * and ** in place of segments") + "; was "
                + was);
    }

    @Override
    public String toString() {
        return text;
    }
}
