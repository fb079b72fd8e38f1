package io.taurine.benchmark.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What is in use at the end of each round, when the same work has been done and cleaned away: it must not grow. */
final class Footprints {
    private static final int WARM_UP = 2;
    private static final int COMPARED = 3;

    private final List<Footprint> rounds = new ArrayList<>();

    /**
     * @param heapBytes of the worker that is never killed, after a collection
     * @param threads of the same
     * @param redisBytes {@code used_memory_dataset}, which leaves buffers of clients out
     * @param keys in Redis
     * @param clients connected to Redis
     */
    record Footprint(long heapBytes, int threads, long redisBytes, long keys, int clients) {}

    void add(Footprint footprint) {
        rounds.add(footprint);
    }

    /** Empty while there are too few rounds to tell. */
    List<String> growth() {
        var grown = new ArrayList<String>();
        if (rounds.size() >= WARM_UP + 2 * COMPARED) {
            compare("heap of java-worker-1, bytes", Footprint::heapBytes, 1.25, 6 << 20, grown);
            compare("threads of java-worker-1", Footprint::threads, 1, 12, grown);
            compare("memory of Redis, bytes", Footprint::redisBytes, 1.2, 1 << 20, grown);
            compare("keys in Redis", Footprint::keys, 1, 40, grown);
            compare("clients of Redis", Footprint::clients, 1, 20, grown);
        }
        return grown;
    }

    private void compare(String what, ToLongFunction<Footprint> number, double factor, long more, List<String> grown) {
        long first = median(rounds.subList(WARM_UP, WARM_UP + COMPARED), number);
        long last = median(rounds.subList(rounds.size() - COMPARED, rounds.size()), number);
        if (last > first * factor + more) {
            grown.add(what + ": " + first + " in the first rounds, " + last + " in the last");
        }
    }

    private static long median(List<Footprint> some, ToLongFunction<Footprint> number) {
        var sorted = some.stream().mapToLong(number).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
