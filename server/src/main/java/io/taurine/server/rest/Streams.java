package io.taurine.server.rest;

import io.javalin.http.Context;
import io.taurine.server.event.EventSubscription;
import io.taurine.server.runner.JobEvent;
import java.io.IOException;
import java.time.Duration;
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
    private volatile @Nullable EventSubscription subscription;

    Streams(RestSetup setup) {
        this.hub = new StreamHub(setup.streamRing(), setup.maxStreams());
        this.counts = new CountsTeller(setup.runner(), hub);
    }

    void start(RestSetup setup) {
        setup.runner().lifecycle().listen(this::hear);
        setup.events()
                .ifPresent(bus -> subscription = bus.subscribe("**", event -> hub.publish(StreamMessage.event(event))));
        counts.start(COUNTS_EVERY);
    }

    private void hear(JobEvent event) {
        hub.publish(StreamMessage.job(event));
        if (event.kind() != JobEvent.Kind.PROGRESS) {
            counts.touch(event.definitionKey());
        }
    }

    void changed(AuditEntry entry) {
        hub.publish(StreamMessage.change(entry));
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
