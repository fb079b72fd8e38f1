package io.taurine.queue.internal.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.taurine.queue.internal.Conductor;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** What commands travel over: the driver's sockets, or the memory of this JVM in a test without Redis. */
public interface Wire {

    StatefulConnection<String, String> open();

    /**
     * A connection for commands on one key alone, to the very server that has it.
     *
     * @param anew look for that server again, since it was not where it was thought to be
     */
    default StatefulConnection<String, String> openFor(String key, boolean anew) {
        return open();
    }

    /** Writes that replicas confirm; empty where nobody asked for them. */
    default Optional<ConfirmedWrites> confirmedWrites() {
        return Optional.empty();
    }

    /** As {@link #open()} without waiting for it. */
    CompletionStage<? extends StatefulConnection<String, String>> openAsync();

    /** A connection that hears what is published, when it is open; empty where nobody but the caller is there to publish. */
    default Optional<CompletionStage<? extends StatefulRedisPubSubConnection<String, String>>> openForMessagesAsync() {
        return Optional.empty();
    }

    /** The loop of the connection that {@link #openAsync()} opens; empty where it lends itself to nobody. */
    default Optional<LendingLoop> lendingLoop() {
        return Optional.empty();
    }

    /** For timeouts and retries; tasks must be short. */
    ScheduledExecutorService scheduler();

    /** Who gives turns to what has no thread; empty where everything has one. */
    default Optional<Conductor> conductor() {
        return Optional.empty();
    }

    /** Closes all that hangs on it, within a few seconds. */
    void close();
}
