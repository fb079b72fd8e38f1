package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.TestQueue;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells by Redis's slow log which calls of a queue held it up. A machine that is busy may stop Redis in the middle of
 * anything: so the best of three tries counts, and where there are many calls, one in twenty may have been stopped for a
 * while.
 *
 * <p>With {@code TAURINE_BACKLOG} set in the environment it asserts nothing, but prints what it measured.
 */
final class SlowCalls implements AutoCloseable {

    private static final int SLOW_MICROS = 5_000;
    private static final int STOPPED_MICROS = 100_000;
    private static final boolean MEASURES = System.getenv("TAURINE_BACKLOG") != null;
    private static final int TRIES = 6;
    private static final String LIMIT = "slowlog-log-slower-than";
    private static final String LENGTH = "slowlog-max-len";
    private static final int MOST = 100_000;
    private static final Pattern SCRIPT_CALLS = Pattern.compile("cmdstat_evalsha:calls=(\\d+),.*");

    private final TestQueue keysOf;
    private final String limitBefore;
    private final String lengthBefore;

    SlowCalls(TestQueue keysOf) {
        this.keysOf = keysOf;
        limitBefore = config(LIMIT);
        lengthBefore = config(LENGTH);
        keysOf.redis().configSet(LIMIT, Integer.toString(MEASURES ? 100 : SLOW_MICROS));
        keysOf.redis().configSet(LENGTH, Integer.toString(MOST));
    }

    private String config(String name) {
        return keysOf.redis().configGet(name).getOrDefault(name, "");
    }

    @Override
    public void close() {
        keysOf.redis().slowlogReset();
        keysOf.redis().configSet(LIMIT, limitBefore);
        keysOf.redis().configSet(LENGTH, lengthBefore);
    }

    /** Fails when the operation holds Redis up in each of several tries. */
    void areNone(String what, Runnable operation) {
        areNone(what, () -> {}, operation);
    }

    /**
     * As {@link #areNone(String, Runnable)}.
     *
     * @param prepare what has to be there for each try, as long as it may take
     */
    void areNone(String what, Runnable prepare, Runnable operation) {
        List<Call> slow = List.of();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            prepare.run();
            keysOf.redis().slowlogReset();
            var before = scriptCalls();
            operation.run();
            var made = scriptCalls() - before;
            var logged = logged();
            slow = logged.stream().filter(call -> call.micros >= SLOW_MICROS).toList();
            if (MEASURES) {
                print(what, made, slow.size(), logged);
            } else if (slow.size() <= made / 20 && slow.stream().noneMatch(call -> call.micros > STOPPED_MICROS)) {
                return;
            }
        }
        if (!MEASURES) {
            assertThat(slow)
                    .as("calls of %s that took more than %s us", what, SLOW_MICROS)
                    .isEmpty();
        }
    }

    private record Call(long micros, String text) {}

    private List<Call> logged() {
        return keysOf.redis().slowlogGet(MOST).stream()
                .map(List.class::cast)
                .map(entry -> new Call(((Number) entry.get(2)).longValue(), String.valueOf(entry.get(3))))
                .filter(call -> call.text.contains(keysOf.name()))
                .toList();
    }

    private long scriptCalls() {
        return keysOf.redis()
                .info("commandstats")
                .lines()
                .map(SCRIPT_CALLS::matcher)
                .filter(Matcher::matches)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    private static void print(String what, long made, int slow, List<Call> logged) {
        var micros = logged.stream().mapToLong(Call::micros).sorted().toArray();
        System.out.printf(
                "%-40s calls %6d, over 5 ms %4d, longest %8.2f ms, median of those over 0.1 ms %6.2f ms%n",
                what,
                made,
                slow,
                micros.length == 0 ? 0 : micros[micros.length - 1] / 1000.0,
                micros.length == 0 ? 0 : micros[micros.length / 2] / 1000.0);
    }
}
