package io.taurine.server.redis;

import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.events.QueueEventsOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Reads the event streams of all queues and tells what becomes of their jobs. */
final class EventFeed implements AutoCloseable {

    private final List<QueueEvents> tails = new ArrayList<>();
    private final ExecutorService aside = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "taurine-switches");
        thread.setDaemon(true);
        return thread;
    });

    private EventFeed() {}

    /**
     * Listens to the queues of those definitions.
     *
     * @param switched called with a key when its switch may have changed, on a thread that may wait
     */
    static EventFeed open(
            Collection<String> keys, Engine engine, String prefix, Listeners listeners, Consumer<String> switched) {
        var feed = new EventFeed();
        var options = QueueEventsOptions.builder().prefix(prefix).build();
        try {
            for (var key : keys) {
                var steps = new JobSteps(key, engine.queue(key));
                feed.tails.add(QueueEvents.open(key, engine.connection(), options, event -> {
                    if (isSwitch(event)) {
                        feed.aside.execute(() -> switched.accept(key));
                    } else if (!listeners.isEmpty()) {
                        steps.of(event).forEach(listeners::tell);
                    }
                }));
            }
            return feed;
        } catch (RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    private static boolean isSwitch(QueueEvent event) {
        return event instanceof QueueEvent.Other other && other.name().equals(Switches.EVENT);
    }

    @Override
    public void close() {
        aside.shutdown();
        tails.parallelStream().forEach(QueueEvents::close);
    }
}
