package io.taurine.cli;

import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Parameters;

/** A command about one queue: connects, does its work, closes. */
abstract class QueueCommand implements Callable<Integer> {

    private final Taurine taurine;

    @Parameters(index = "0", paramLabel = "QUEUE", description = "Name of the queue.")
    private String queueName = "";

    QueueCommand(Taurine taurine) {
        this.taurine = taurine;
    }

    @Override
    public final Integer call() throws Exception {
        prepare();
        var options = QueueOptions.builder()
                .prefix(taurine.prefix())
                .codec(new JsonTextCodec())
                .build();
        try (var redis = taurine.connect();
                var queue = Queue.of(queueName, JsonText.class, redis, options)) {
            return run(queue, redis, taurine.output());
        }
    }

    /** Looks at the arguments before Redis is needed, so that wrong usage is told even where there is none. */
    void prepare() throws Exception {}

    /** Returns the exit code. */
    abstract int run(Queue<JsonText> queue, RedisConnection redis, Output output) throws Exception;

    final Surroundings surroundings() {
        return taurine.surroundings();
    }

    final String queueName() {
        return queueName;
    }
}
