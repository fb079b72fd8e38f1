package io.taurine.queue.listing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where in a list a page begins.
 *
 * @param place entries before it, as it was
 * @param seen the jobs right before it, the last one first
 */
record LinePlace(long place, List<String> seen) {

    private static final int MOST_SEEN = 3;
    private static final int LONGEST = 1_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");

    LinePlace {
        seen = List.copyOf(seen);
    }

    /** {@code place}, then of each job the length of its id and the id, all with a space between: ids may have any character. */
    static LinePlace parse(String text) {
        if (text.isEmpty()) {
            return new LinePlace(0, List.of());
        }
        var seen = new ArrayList<String>();
        var end = end(text, 0);
        var place = number(text, 0, end);
        while (end < text.length() && seen.size() < MOST_SEEN) {
            var from = end + 1;
            end = end(text, from);
            var length = number(text, from, end);
            if (length > text.length() - end - 1) {
                throw noPlace(text);
            }
            seen.add(text.substring(end + 1, end + 1 + (int) length));
            end += 1 + (int) length;
        }
        return new LinePlace(place, seen);
    }

    private static int end(String text, int from) {
        var space = text.indexOf(' ', Math.min(from, text.length()));
        return space < 0 ? text.length() : space;
    }

    private static long number(String text, int from, int to) {
        var digits = from <= to ? text.substring(from, to) : "";
        if (!NUMBER.matcher(digits).matches()) {
            throw noPlace(text);
        }
        return Long.parseLong(digits);
    }

    private static IllegalArgumentException noPlace(String text) {
        return new IllegalArgumentException("There is no such place in this list: " + text);
    }

    /** Behind that job, which was seen now. */
    LinePlace after(String id, long behind) {
        var last = new ArrayList<String>();
        last.add(id);
        var length = id.length();
        for (var other : seen) {
            length += other.length();
            if (last.size() < MOST_SEEN && length <= LONGEST) {
                last.add(other);
            }
        }
        return new LinePlace(behind, last);
    }

    /** The same jobs seen, with others behind them that are none. */
    LinePlace at(long behind) {
        return new LinePlace(behind, seen);
    }

    @Override
    public String toString() {
        var text = new StringBuilder().append(place);
        seen.forEach(id -> text.append(' ').append(id.length()).append(' ').append(id));
        return text.toString();
    }
}
