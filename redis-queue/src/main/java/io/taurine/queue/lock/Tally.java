package io.taurine.queue.lock;

import java.util.List;

/**
 * What the servers said when enough of them had, or time was up.
 *
 * @param yes what those answered that agreed
 * @param no what those answered that refused
 * @param failures of those that could not be asked
 * @param servers how many were asked; the rest kept silent so far
 * @param quorum how many have to agree
 */
record Tally(List<Long> yes, List<Long> no, List<Throwable> failures, int servers, int quorum) {

    Tally {
        yes = List.copyOf(yes);
        no = List.copyOf(no);
        failures = List.copyOf(failures);
    }

    boolean isCarried() {
        return yes.size() >= quorum;
    }

    /** True when so many refused that the silent ones no longer matter. */
    boolean isRefused() {
        return no.size() > servers - quorum;
    }

    boolean isComplete() {
        return yes.size() + no.size() + failures.size() == servers;
    }

    /** True when too few answered to say that a quorum was to be had. */
    boolean isUnanswered() {
        return yes.size() + no.size() < quorum;
    }
}
