package io.taurine.job;

/**
 * What becomes of a parent when this child of it fails for good. Without one the parent waits on, until the child is run
 * again and completes, is removed, or is detached.
 */
public enum ChildFailurePolicy {
    /** The parent no longer waits for the child and keeps no note of it. */
    REMOVE_DEPENDENCY("removeDependencyOnFailure", "rdof"),
    /** The parent fails too, at once, whatever its other children do. */
    FAIL_PARENT("failParentOnFailure", "fpof"),
    /** The parent runs at once, whatever its other children do, and can read why the child failed. */
    CONTINUE_PARENT("continueParentOnFailure", "cpof"),
    /** The parent no longer waits for the child, and can read why it failed. */
    IGNORE_DEPENDENCY("ignoreDependencyOnFailure", "idof");

    private final String optionName;
    private final String storedName;

    ChildFailurePolicy(String optionName, String storedName) {
        this.optionName = optionName;
        this.storedName = storedName;
    }

    /** BullMQ's name of the option, for example {@code failParentOnFailure}. */
    public String optionName() {
        return optionName;
    }

    /** The name under which it is stored, for example {@code fpof}. */
    public String storedName() {
        return storedName;
    }

    @Override
    public String toString() {
        return optionName;
    }
}
