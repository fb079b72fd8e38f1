package io.taurine.server.rest;

import io.javalin.http.Context;
import io.taurine.server.event.EventBus;
import io.taurine.server.event.EventSubscription;
import io.taurine.server.runner.JobEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code /stream} and {@code /events/stream}: hears the runner and the bus once, whatever the number of clients. */
final class Streams {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    private static final Duration COUNTS_EVERY = Duration.ofMillis(500);
    private static final Duration COMMENT_EVERY = Duration.ofSeconds(15);

    private final StreamHub hub;
    private final CountsTeller counts;
    private final Optional<EventBus> bus;
    private volatile @Nullable EventSubscription subscription;

    Streams(RestSetup setup) {
        this.hub = new StreamHub(setup.streamRing(), setup.maxStreams(), this::listenToBus, System::nanoTime);
        this.counts = new CountsTeller(setup.runner(), hub);
        this.bus = setup.events();
    }

    void start(RestSetup setup) {
        setup.runner().lifecycle().listen(this::hear);
        counts.start(COUNTS_EVERY);
    }

    /** A subscription has a price for each event, so there is one only while somebody listens. */
    private void listenToBus(boolean isHeard) {
        var before = subscription;
        subscription = isHeard
                ? bus.map(it -> it.subscribe("**", event -> hub.publish(StreamMessage.event(event))))
                        .orElse(null)
                : null;
        if (before != null) {
            before.close();
        }
    }

    private void hear(JobEvent event) {
        if (hub.isHeard()) {
            hub.publish(StreamMessage.job(event));
        }
        if (event.kind() != JobEvent.Kind.PROGRESS) {
            counts.touch(event.definitionKey());
        }
    }

    void changed(AuditEntry entry) {
        if (hub.isHeard()) {
            hub.publish(StreamMessage.change(entry));
        }
    }

    /** Takes the client in, or throws a problem; then writes on this thread until the client is gone or the server closes. */
    void answer(Call call, Context context) {
        var client = new StreamClient(Set.copyOf(call.texts("topics")), COMMENT_EVERY);
        hub.join(client, call.optionalText("Last-Event-ID").orElse(null));
        context.status(200).contentType("text/event-stream").header("Cache-Control", "no-store");
        context.header("X-Accel-Buffering", "no");
        write(client, context);
    }

    private void write(StreamClient client, Context context) {
        try {
            client.writeTo(context.res().getOutputStream());
        } catch (IOException e) {
            LOG.debug("A client of the stream is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hub.leave(client);
        }
    }

    void close() {
        counts.close();
        var onBus = subscription;
        if (onBus != null) {
            onBus.close();
        }
        hub.close();
    }
}
