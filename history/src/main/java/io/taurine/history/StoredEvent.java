package io.taurine.history;

import java.time.Instant;
import java.util.Objects;

/**
 * An event of the bus, or one that the history itself has to tell ({@code history.gap}).
 *
 * @param id unique; two with the same are the same
 * @param name with dots, {@code user.created}; kept to 200 characters
 * @param source who emitted it; kept to 200 characters
 * @param payload JSON
 */
public record StoredEvent(String id, String name, String source, String payload, Instant happenedAt) {

    public StoredEvent {
        id = Texts.jobId(Texts.required("id", id));
        name = Texts.name(Texts.required("name", name));
        source = Texts.name(source);
        payload = Texts.json(payload);
        Objects.requireNonNull(happenedAt, "happenedAt");
    }
}
