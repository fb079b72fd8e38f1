package io.taurine.queue.check;

/**
 * Something that is wrong in a queue, and was so at two looks with a pause between them.
 *
 * @param kind what is wrong
 * @param id of what: a job, a job scheduler, a deduplication id, or the name of one of the queue's keys; for
 *     {@link FindingKind#PARENT_WAITS_IN_VAIN} the parent
 * @param other what it is about besides: the child's full key for {@link FindingKind#PARENT_WAITS_IN_VAIN}, else empty
 * @param seen what was seen, for a person
 * @param repairable whether {@link QueueCheck#repair} may mend it
 */
public record Finding(FindingKind kind, String id, String other, String seen, boolean repairable) {

    static Finding of(FindingKind kind, String id, String seen) {
        return new Finding(kind, id, "", seen, Repairs.isRepairable(kind));
    }

    static Finding of(FindingKind kind, String id, String other, String seen) {
        return new Finding(kind, id, other, seen, Repairs.isRepairable(kind));
    }

    Finding notRepairable() {
        return new Finding(kind, id, other, seen, false);
    }

    /** In one line, as {@code JOB_IN_NO_STATE 42: no state lists it}. */
    @Override
    public String toString() {
        return kind + " " + id + (other.isEmpty() ? "" : " " + other) + ": " + seen;
    }
}
