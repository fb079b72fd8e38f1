package io.taurine.queue.check;

import java.util.List;

/**
 * What a check of a queue has found.
 *
 * @param findings in the order in which they were found, at most as many as {@link CheckOptions#limit()}
 * @param jobs how many jobs were looked at
 * @param complete false when the check ended early: it reached that limit, or found a key that holds another type of value
 */
public record CheckReport(List<Finding> findings, long jobs, boolean complete) {

    public CheckReport {
        findings = List.copyOf(findings);
    }

    /** True when all of the queue was looked at and nothing was wrong. */
    public boolean isClean() {
        return findings.isEmpty() && complete;
    }
}
