package io.taurine.benchmark;

/**
 * What a contender shall add.
 *
 * @param jobs how many, numbered from 0
 * @param inFlight how many calls may wait for their answer at once; with bulk, how many jobs go into one call
 * @param bulk whether each call adds many jobs
 * @param kind what they wait for
 * @param fillerBytes what the payload has beyond its about 130 bytes
 */
record AddPlan(int jobs, int inFlight, boolean bulk, Kind kind, int fillerBytes) {
    enum Kind {
        PLAIN,
        DELAYED,
        PRIORITIZED,
        /** May run three times. */
        RETRIED
    }

    static AddPlan of(int jobs, int inFlight) {
        return new AddPlan(jobs, inFlight, false, Kind.PLAIN, 0);
    }

    static AddPlan bulk(int jobs, int atOnce) {
        return new AddPlan(jobs, atOnce, true, Kind.PLAIN, 0);
    }

    AddPlan ofKind(Kind other) {
        return new AddPlan(jobs, inFlight, bulk, other, fillerBytes);
    }

    AddPlan withFiller(int bytes) {
        return new AddPlan(jobs, inFlight, bulk, kind, bytes);
    }

    /** In an hour and a bit; never due while it is measured. */
    int delayMillis(int n) {
        return kind == Kind.DELAYED ? 3_600_000 + n : 0;
    }

    int priority(int n) {
        return kind == Kind.PRIORITIZED ? 1 + n % 10 : 0;
    }

    int attempts() {
        return kind == Kind.RETRIED ? 3 : 1;
    }
}
