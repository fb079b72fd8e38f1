package io.taurine.queue;

/**
 * How many children a job has of each {@link DependencyKind}.
 *
 * @param processed completed
 * @param unprocessed waited for
 * @param ignored failed, and done without
 * @param failed failed, and the parent with them
 */
public record DependenciesCount(long processed, long unprocessed, long ignored, long failed) {

    public static final DependenciesCount NONE = new DependenciesCount(0, 0, 0, 0);

    public long total() {
        return processed + unprocessed + ignored + failed;
    }
}
