package io.taurine.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Times calls of which each waits for the one before. */
final class OneByOne {
    private OneByOne() {}

    /** Microseconds of each. */
    static List<Double> micros(int times, IntConsumer call) {
        var micros = new ArrayList<Double>(times);
        for (var n = 0; n < times; n++) {
            var start = System.nanoTime();
            call.accept(n);
            micros.add((System.nanoTime() - start) / 1e3);
        }
        return micros;
    }
}
