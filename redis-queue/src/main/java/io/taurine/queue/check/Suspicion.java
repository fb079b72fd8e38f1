package io.taurine.queue.check;

/**
 * What looked wrong at one look.
 *
 * @param trace changes when somebody has touched the thing meanwhile: a suspicion counts when it is there twice with the same
 */
record Suspicion(Finding finding, String trace) {

    boolean isSameAs(Suspicion earlier) {
        return finding.kind() == earlier.finding.kind()
                && finding.id().equals(earlier.finding.id())
                && finding.other().equals(earlier.finding.other())
                && trace.equals(earlier.trace);
    }
}
