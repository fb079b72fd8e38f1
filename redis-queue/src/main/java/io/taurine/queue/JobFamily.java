package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The side of a {@link Queue} that follows the bonds between its jobs and their children, which may be in other queues.
 * Children are named by their full Redis keys, {@code prefix:queue:id}. A parent that does not exist has no children.
 */
public interface JobFamily {

    /** The results of the children that have completed, by key; those of other types than asked for throw. */
    default <R> Map<String, @Nullable R> getChildrenValues(String parentId, Class<R> type) {
        return result(getChildrenValuesAsync(parentId, type));
    }

    <R> CompletionStage<Map<String, @Nullable R>> getChildrenValuesAsync(String parentId, Class<R> type);

    /**
     * Why those children failed that the parent does without, by key: {@code ignoreDependencyOnFailure} and
     * {@code continueParentOnFailure}.
     */
    default Map<String, String> getIgnoredChildrenFailures(String parentId) {
        return result(getIgnoredChildrenFailuresAsync(parentId));
    }

    CompletionStage<Map<String, String>> getIgnoredChildrenFailuresAsync(String parentId);

    /** When those children failed that fail the parent, by key: {@code failParentOnFailure}. */
    default Map<String, Instant> getFailedChildren(String parentId) {
        return result(getFailedChildrenAsync(parentId));
    }

    CompletionStage<Map<String, Instant>> getFailedChildrenAsync(String parentId);

    /** How many children there are of each kind. */
    default DependenciesCount getDependenciesCount(String parentId) {
        return result(getDependenciesCountAsync(parentId));
    }

    CompletionStage<DependenciesCount> getDependenciesCountAsync(String parentId);

    /**
     * All children, however many there are: up to a thousand as of one moment; more are read in pages, and a child that ends
     * meanwhile counts once, by its end.
     */
    default JobDependencies getDependencies(String parentId) {
        return result(getDependenciesAsync(parentId));
    }

    CompletionStage<JobDependencies> getDependenciesAsync(String parentId);

    /**
     * Some children of one kind, for walking through all of them while they change: each that stays is seen at least once.
     *
     * @param cursor 0 to start, then {@link DependenciesPage#nextCursor()}
     * @param count about how many, 1 to {@value JobInspector#MAX_PAGE}; a small family comes whole
     */
    default DependenciesPage getDependencies(String parentId, DependencyKind kind, long cursor, int count) {
        return result(getDependenciesAsync(parentId, kind, cursor, count));
    }

    CompletionStage<DependenciesPage> getDependenciesAsync(
            String parentId, DependencyKind kind, long cursor, int count);

    /**
     * A page of the children of one kind with their jobs. The order means nothing, but stays while nothing changes.
     *
     * @param from index of the first, from 0
     * @param to index of the last, inclusive; at most {@value JobInspector#MAX_PAGE} in all
     */
    default ChildrenPage getChildren(String parentId, DependencyKind kind, long from, long to) {
        return result(getChildrenAsync(parentId, kind, from, to));
    }

    CompletionStage<ChildrenPage> getChildrenAsync(String parentId, DependencyKind kind, long from, long to);

    /**
     * Takes a child of this queue away from its parent, which no longer waits for it and runs if it was the last. The child
     * stays. False when the parent did not wait for it any more, or it has none.
     *
     * @throws JobNotFoundException if there is no such child
     * @throws ParentNotFoundException if its parent is gone
     */
    default boolean removeChildDependency(String childId) {
        return result(removeChildDependencyAsync(childId));
    }

    CompletionStage<Boolean> removeChildDependencyAsync(String childId);

    /**
     * Removes the children that a job still waits for, with those that they wait for: up to fifty at once, more of them page
     * by page. The job runs if it waited for no others. Left are jobs that a worker holds, jobs that have failed, and all that have ended. Returns how many of its own
     * children went.
     *
     * @throws JobNotFoundException if there is no such job
     */
    default long removeUnprocessedChildren(String parentId) {
        return result(removeUnprocessedChildrenAsync(parentId));
    }

    CompletionStage<Long> removeUnprocessedChildrenAsync(String parentId);
}
