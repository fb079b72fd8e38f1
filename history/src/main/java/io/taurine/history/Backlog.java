package io.taurine.history;

import io.taurine.queue.events.EventLog;
import io.taurine.queue.events.EventPage;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has streams keep more events while these come faster than they are written, and as many as before once all are: for the jobs
 * that costs memory only, where writing faster would cost them processors.
 */
final class Backlog {

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    private final EventLog log;
    private final HistoryFollowerOptions options;

    /** How many events each stream keeps that was made to keep more. */
    private final Map<String, Integer> kept = new HashMap<>();

    /** Those that may keep more: a process that died may have left them so. */
    private final Set<String> raised;

    Backlog(EventLog log, Collection<String> queues, HistoryFollowerOptions options) {
        this.log = log;
        this.options = options;
        this.raised = new HashSet<>(queues);
    }

    /** To be called with pages of which some were full. */
    void watch(Map<String, EventPage> pages) {
        pages.forEach((queue, page) -> {
            var most = kept.getOrDefault(queue, options.keptEvents());
            if (page.isFull() && most > 0 && most < options.mostKeptEvents() && behind(queue, page) > most / 4.0) {
                raise(queue, (int) Math.min(options.mostKeptEvents(), most * 2L));
            }
        });
    }

    /** By how fast events came of late, and how long it is until now: about how many are still to be read. */
    private double behind(String queue, EventPage page) {
        var events = page.events();
        var first = Refs.time(events.get(0).id()).toEpochMilli();
        var last = Refs.time(events.get(events.size() - 1).id()).toEpochMilli();
        Optional<String> newest = log.newestId(queue);
        return newest.map(id ->
                        (Refs.time(id).toEpochMilli() - last) * (events.size() / (double) Math.max(1, last - first)))
                .orElse(0.0);
    }

    private void raise(String queue, int events) {
        if (!log.hasMemoryToSpare()) {
            return;
        }
        log.keepForNow(queue, events);
        raised.add(queue);
        kept.put(queue, events);
        LOG.info("Events of queue {} come faster than they are written: {} of them are kept now", queue, events);
    }

    /** To be called when there is nothing more to read. */
    void isWritten() {
        raised.forEach(log::keepAsBefore);
        raised.clear();
        kept.clear();
    }
}
