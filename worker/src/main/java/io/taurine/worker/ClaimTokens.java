package io.taurine.worker;

import java.util.concurrent.atomic.AtomicLong;

/** Lock tokens of one worker: its id and a number that grows with every claim, as BullMQ makes them. */
final class ClaimTokens {

    private final String workerId;
    private final AtomicLong number = new AtomicLong();

    ClaimTokens(String workerId) {
        this.workerId = workerId;
    }

    String next() {
        return workerId + ":" + number.getAndIncrement();
    }

    /** How many there were so far: the number of the next one. */
    long issued() {
        return number.get();
    }

    /** The number in a token of {@link #next}. */
    static long numberOf(String token) {
        return Long.parseLong(token.substring(token.lastIndexOf(':') + 1));
    }
}
