package io.taurine.queue.flow;

import static io.taurine.queue.internal.Await.result;

import io.taurine.queue.DependencyKind;
import io.taurine.queue.connection.RedisConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Adds trees of jobs in which a parent waits until all its children are done, and reads them back. The jobs of a tree may be
 * in different queues and under different prefixes; on a Redis Cluster all of them must share one slot, which the same hash
 * tag gives them. Each blocking method has an {@code …Async} twin. Safe to share between threads; one per process is enough.
 *
 * <p>A producer does not own its connection: closing it leaves the connection open.
 */
public interface FlowProducer extends AutoCloseable {

    /** A producer with BullMQ's default prefix {@code bull}. */
    static FlowProducer of(RedisConnection connection) {
        return of(connection, FlowProducerOptions.defaults());
    }

    /** As {@link #of(RedisConnection)}, with options. */
    static FlowProducer of(RedisConnection connection, FlowProducerOptions options) {
        return RedisFlowProducer.open(connection, options);
    }

    FlowProducerOptions options();

    /**
     * Adds a tree, all of it or nothing. A job without an id of its own gets a random one. A job whose id exists already is
     * left as it is and, below the root, becomes a child of its parent here; its outcome says so.
     *
     * @throws FlowRefusedException if a job cannot become a child of its parent, or the root's parent does not exist; nothing
     *     is written then
     * @throws IllegalArgumentException if a node cannot be added as it is, or the tree has more than 10,000 jobs
     */
    default JobNode add(FlowNode root) {
        return result(addAsync(root));
    }

    CompletionStage<JobNode> addAsync(FlowNode root);

    /** As {@link #add(FlowNode)} for several trees at once: all of them or nothing, 10,000 jobs at most together. */
    default List<JobNode> addBulk(List<FlowNode> roots) {
        return result(addBulkAsync(roots));
    }

    CompletionStage<List<JobNode>> addBulkAsync(List<FlowNode> roots);

    /** Reads a job of a queue under the producer's prefix with what hangs below it; empty when there is no such job. */
    default Optional<FlowTree> getFlow(String queueName, String id) {
        return result(getFlowAsync(queueName, id));
    }

    default CompletionStage<Optional<FlowTree>> getFlowAsync(String queueName, String id) {
        return getFlowAsync(FlowQuery.of(queueName, id));
    }

    /** As {@link #getFlow(String, String)}, with the depth and the number of children to read chosen. */
    default Optional<FlowTree> getFlow(FlowQuery query) {
        return result(getFlowAsync(query));
    }

    CompletionStage<Optional<FlowTree>> getFlowAsync(FlowQuery query);

    /**
     * A page of the children of one kind of a job, for walking through all of them where {@link #getFlow(FlowQuery)} ends:
     * each child that stays of that kind is met at least once, now and then one twice. {@code maxChildren} of the query is
     * about how many a page has, and how many are read of each child's own; {@code depth} counts from the job, so that 2 reads the
     * children alone. A page may be empty and not be the last. A job that does not exist has no children.
     *
     * @param query the job, and how much to read of each child
     * @param kind how the children stand
     * @param cursor 0 to start, then {@link FlowChildren#nextCursor()}
     * @throws IllegalArgumentException if the cursor is negative or the depth is 1, which leaves no room for children
     */
    default FlowChildren getFlowChildren(FlowQuery query, DependencyKind kind, long cursor) {
        return result(getFlowChildrenAsync(query, kind, cursor));
    }

    CompletionStage<FlowChildren> getFlowChildrenAsync(FlowQuery query, DependencyKind kind, long cursor);

    /** Stops listening for job ends; calls under way end by themselves. The connection stays open. Harmless twice. */
    @Override
    void close();
}
