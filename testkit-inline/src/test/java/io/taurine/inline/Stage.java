package io.taurine.inline;

import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Processor;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;

/** Where a behaviour is shown: in memory or on a real Redis. */
abstract class Stage implements AutoCloseable {

    /** What a test saw, in order; written by workers' threads. */
    final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    private final List<AutoCloseable> opened = new ArrayList<>();

    abstract RedisConnection connection();

    abstract String queueName();

    /** Waits, where something else runs meanwhile, until this holds. */
    abstract void eventually(ThrowingRunnable holds);

    /** Lets a short while pass, or lets it be waited for. */
    abstract void pass(Duration shortWhile);

    /** Plain commands, to move data. */
    abstract RedisCommands<String, String> commands();

    Queue<String> queue() {
        return queue(QueueOptions.defaults());
    }

    Queue<String> queue(QueueOptions options) {
        return opened(Queue.of(queueName(), String.class, connection(), options));
    }

    WorkerBuilder<String> worker(Processor<String> processor) {
        return Worker.of(queueName(), String.class, connection(), processor);
    }

    Worker<String> start(WorkerBuilder<String> worker) {
        return opened(worker.start());
    }

    Worker<String> start(Processor<String> processor) {
        return start(worker(processor));
    }

    <C extends AutoCloseable> C opened(C resource) {
        opened.add(0, resource);
        return resource;
    }

    @Override
    public void close() throws Exception {
        for (var resource : opened) {
            resource.close();
        }
    }
}
