package io.taurine.worker;

import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What a worker of one queue may have in common with those of the other partitions, and what is its own.
 *
 * @param id unique among workers, but for the parts of one
 * @param prefix key prefix of the queue
 * @param limiterMax starts per window of the limiter, 0 for none
 * @param budget bounds the jobs that run at once, together with the other parts
 * @param most bounds those of this part alone
 * @param listeners hear what happens; those of a part leave what concerns the whole worker to the whole
 */
record WorkerPart<T>(
        String id, String prefix, int limiterMax, SlotBudget budget, int most, ListenerThread<T> listeners) {

    /** All there is of a worker of one queue. */
    static <T> WorkerPart<T> whole(WorkerBuilder<T> from, @Nullable ExecutorService listenersExecutor) {
        var listeners = new ListenerThread<T>(from.queueName, from.listeners, listenersExecutor, from.guardedMeter());
        return new WorkerPart<>(
                UUID.randomUUID().toString(),
                from.prefix,
                from.limiterMax,
                from.sharedSlots == null ? new SlotBudget(from.concurrency) : from.sharedSlots.budget(),
                from.sharedSlots == null ? Integer.MAX_VALUE : from.concurrency,
                listeners);
    }
}
