package io.taurine.queue;

/** How a child stands from its parent's point of view. */
public enum DependencyKind {
    /** Completed; the parent has its result. */
    PROCESSED(":processed"),
    /** Not done yet, or failed without a policy: the parent waits for it. */
    UNPROCESSED(":dependencies"),
    /** Failed, and the parent goes on without it: {@code ignoreDependencyOnFailure} or {@code continueParentOnFailure}. */
    IGNORED(":failed"),
    /** Failed, and the parent with it: {@code failParentOnFailure}. */
    FAILED(":unsuccessful");

    private final String keySuffix;

    DependencyKind(String keySuffix) {
        this.keySuffix = keySuffix;
    }

    /** The word for this kind in the names of Redis keys, such as {@code dependencies}. */
    public String storageName() {
        return keySuffix.substring(1);
    }

    /** What follows the parent's key in the key that holds these children. */
    String keySuffix() {
        return keySuffix;
    }
}
