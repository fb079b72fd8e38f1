package io.taurine.server.redis;

import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.events.QueueEventsOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Reads the event streams of all queues and tells what becomes of their jobs. */
final class EventFeed implements AutoCloseable {

    private final Map<String, QueueEvents> tails = new ConcurrentHashMap<>();
    private final Engine engine;
    private final QueueEventsOptions options;
    private final Listeners listeners;
    private final Consumer<String> switched;
    private final ExecutorService aside = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "taurine-switches");
        thread.setDaemon(true);
        return thread;
    });

    /** @param switched called with a key when its switch may have changed, on a thread that may wait */
    EventFeed(Engine engine, String prefix, Listeners listeners, Consumer<String> switched) {
        this.engine = engine;
        this.options = QueueEventsOptions.builder().prefix(prefix).build();
        this.listeners = listeners;
        this.switched = switched;
    }

    /** Listens to the queue of that definition from now on. */
    void follow(String key) {
        tails.computeIfAbsent(key, this::open);
    }

    private QueueEvents open(String key) {
        var steps = new JobSteps(key, engine.queue(key));
        return QueueEvents.open(key, engine.connection(), options, event -> {
            if (isSwitch(event)) {
                aside.execute(() -> switched.accept(key));
            } else if (!listeners.isEmpty()) {
                steps.of(event).forEach(listeners::tell);
            }
        });
    }

    private static boolean isSwitch(QueueEvent event) {
        return event instanceof QueueEvent.Other other && other.name().equals(Switches.EVENT);
    }

    @Override
    public void close() {
        aside.shutdown();
        tails.values().parallelStream().forEach(QueueEvents::close);
    }
}
