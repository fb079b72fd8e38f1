package io.taurine.queue;

import io.taurine.job.TypeRef;
import io.taurine.queue.connection.RedisConnection;
import java.lang.reflect.Type;

/**
 * A queue of jobs in Redis, shared with BullMQ clients of any language that use the same name and prefix. Adds jobs
 * ({@link JobProducer}), looks at them ({@link JobInspector}), changes them ({@link JobControl}), repeats them
 * ({@link JobSchedulers}), counts ({@link QueueInspector}), changes the queue ({@link QueueAdministration}) and limits its
 * workers ({@link QueueLimits}). Each blocking method has an {@code …Async} twin. Safe to share between threads; one per
 * queue and process is enough.
 *
 * <p>A queue does not own its connection: closing it leaves the connection open.
 *
 * @param <T> type of the payload: a record, a bean, {@code JsonNode}, or anything its codec can write
 */
public interface Queue<T>
        extends JobProducer<T>,
                JobInspector<T>,
                JobControl<T>,
                JobSchedulers<T>,
                QueueInspector,
                QueueAdministration,
                QueueLimits,
                AutoCloseable {

    /**
     * A queue with BullMQ's default prefix {@code bull}.
     *
     * @param name not empty, without {@code :}
     * @throws IllegalArgumentException if the name cannot be used; on a Cluster also if the queue's keys would not share a
     *     slot, which a hash tag in the name or prefix repairs: <code>{mail}</code>
     */
    static <T> Queue<T> of(String name, Class<T> dataType, RedisConnection connection) {
        return of(name, dataType, connection, QueueOptions.defaults());
    }

    /** As {@link #of(String, Class, RedisConnection)}, with options. */
    static <T> Queue<T> of(String name, Class<T> dataType, RedisConnection connection, QueueOptions options) {
        return RedisQueue.open(name, dataType, connection, options);
    }

    /** For payload types with type arguments. */
    static <T> Queue<T> of(String name, TypeRef<T> dataType, RedisConnection connection, QueueOptions options) {
        return RedisQueue.open(name, dataType.type(), connection, options);
    }

    /** For callers that know the type only at run time; it must be that of {@code T}. */
    static <T> Queue<T> of(String name, Type dataType, RedisConnection connection, QueueOptions options) {
        return RedisQueue.open(name, dataType, connection, options);
    }

    String name();

    String prefix();

    QueueOptions options();

    /** Stops listening for job ends; calls under way end by themselves. The connection stays open. Harmless twice. */
    @Override
    void close();
}
