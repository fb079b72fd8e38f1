package io.taurine.queue;

/**
 * A job that exists already cannot become the child of that parent: it belongs to another parent that still exists, or it is
 * itself a parent, near or far, of that one. Nothing was changed.
 */
public final class ParentRefusedException extends JobOperationException {

    private static final long serialVersionUID = 1L;

    private final String parentKey;

    public ParentRefusedException(String queue, String jobId, String parentKey, String message) {
        super(queue, jobId, message);
        this.parentKey = parentKey;
    }

    /** Full Redis key of the parent that was refused. */
    public String parentKey() {
        return parentKey;
    }
}
