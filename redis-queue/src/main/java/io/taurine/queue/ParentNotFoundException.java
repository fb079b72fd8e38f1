package io.taurine.queue;

/** There is no job (any more) to be the parent; nothing was changed. */
public final class ParentNotFoundException extends JobOperationException {

    private static final long serialVersionUID = 1L;

    private final String parentKey;

    /** The id is that of the child, empty for one that would have got its id from the queue. */
    public ParentNotFoundException(String queue, String jobId, String parentKey, String operation) {
        super(queue, jobId, "Missing key for parent job " + parentKey + ". " + operation);
        this.parentKey = parentKey;
    }

    /** Full Redis key of the parent. */
    public String parentKey() {
        return parentKey;
    }
}
