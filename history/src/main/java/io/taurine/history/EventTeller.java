package io.taurine.history;

import io.taurine.queue.events.QueueEvent;
import java.util.List;

/** Makes events of what happens in queues, so that they are stored together with it. Called by one thread at a time. */
@FunctionalInterface
public interface EventTeller {

    /**
     * The events that one of a queue stands for. The same one may come again, and must be told with the same id then.
     *
     * @return empty when it is not worth telling
     */
    List<StoredEvent> of(String queue, QueueEvent event);
}
