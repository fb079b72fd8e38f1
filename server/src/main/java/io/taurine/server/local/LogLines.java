package io.taurine.server.local;

import io.taurine.server.runner.Page;
import io.taurine.server.runner.internal.Cursors;
import java.util.ArrayDeque;
import java.util.List;

/** The last lines that the runs of a job have logged. Guarded by the state's lock. */
final class LogLines {

    static final int MOST = 1_000;

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private long dropped;

    void add(String line) {
        lines.add(line);
        if (lines.size() > MOST) {
            lines.remove();
            dropped++;
        }
    }

    /** How many there have ever been. */
    long count() {
        return dropped + lines.size();
    }

    /** A cursor is the number of the next line, counted from the first one ever. */
    Page<String> page(String cursor, int limit) {
        var from = Math.max(0, Cursors.number(cursor) - dropped);
        List<String> part = lines.stream().skip(from).limit(limit).toList();
        var end = from + part.size();
        return new Page<>(part, end < lines.size() ? Long.toString(dropped + end) : "");
    }
}
