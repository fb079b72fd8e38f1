package io.taurine.inline.internal.memory;

import java.util.ArrayList;
import java.util.List;

/** A stream: entries under rising ids. */
final class EventLog {

    /** How many entries Redis keeps beyond an approximate length, since it drops whole nodes only. */
    private static final int NODE = 100;

    /** An id: milliseconds and a number among those of the same one. */
    record EntryId(long millis, long number) implements Comparable<EntryId> {

        static final EntryId FIRST = new EntryId(0, 0);

        static EntryId parse(String text, long defaultNumber) {
            var dash = text.indexOf('-');
            return dash < 0
                    ? new EntryId(Arguments.integer(text), defaultNumber)
                    : new EntryId(
                            Arguments.integer(text.substring(0, dash)), Arguments.integer(text.substring(dash + 1)));
        }

        @Override
        public int compareTo(EntryId other) {
            var byMillis = Long.compare(millis, other.millis);
            return byMillis != 0 ? byMillis : Long.compare(number, other.number);
        }

        @Override
        public String toString() {
            return millis + "-" + number;
        }
    }

    /** An entry; fields and values in turns. */
    record Item(EntryId id, List<String> fields) {

        Item {
            fields = List.copyOf(fields);
        }
    }

    private final List<Item> items = new ArrayList<>();
    private EntryId last = EntryId.FIRST;

    EntryId append(long nowMillis, List<String> fields) {
        last = nowMillis > last.millis() ? new EntryId(nowMillis, 0) : new EntryId(last.millis(), last.number() + 1);
        items.add(new Item(last, fields));
        return last;
    }

    List<Item> items() {
        return items;
    }

    EntryId last() {
        return last;
    }

    /** Cuts the oldest entries; returns how many. */
    int trim(long maxLength, boolean approximately) {
        var excess = items.size() - maxLength;
        if (approximately) {
            excess -= excess % NODE;
        }
        if (excess <= 0) {
            return 0;
        }
        items.subList(0, (int) excess).clear();
        return (int) excess;
    }
}
