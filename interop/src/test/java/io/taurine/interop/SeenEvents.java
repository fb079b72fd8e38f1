package io.taurine.interop;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The events of a queue from the beginning of its stream, as one side's listener delivers them. */
final class SeenEvents {
    private final Supplier<List<SeenEvent>> source;

    SeenEvents(Supplier<List<SeenEvent>> source) {
        this.source = source;
    }

    List<SeenEvent> all() {
        return source.get();
    }

    List<SeenEvent> of(String job) {
        return all().stream().filter(event -> event.job().equals(job)).toList();
    }

    List<String> namesOf(String job) {
        return of(job).stream().map(SeenEvent::name).toList();
    }

    List<SeenEvent> named(String name, String job) {
        return of(job).stream().filter(event -> event.name().equals(name)).toList();
    }

    /** Waits for the first event of that name about a job. */
    SeenEvent awaitFirst(String name, String job) {
        return await("event " + name + " of job " + job)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(NodePeer.LIMIT)
                .until(() -> named(name, job), found -> !found.isEmpty())
                .get(0);
    }
}
