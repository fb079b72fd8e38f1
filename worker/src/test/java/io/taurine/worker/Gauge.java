package io.taurine.worker;

import java.util.concurrent.atomic.AtomicInteger;

/** Measures how many processors run at once. */
final class Gauge {

    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger highest = new AtomicInteger();

    Processor<String> measuring(Processor<String> inner) {
        return job -> {
            highest.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                return inner.process(job);
            } finally {
                now.decrementAndGet();
            }
        };
    }

    int now() {
        return now.get();
    }

    int highest() {
        return highest.get();
    }
}
