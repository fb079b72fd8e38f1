package io.taurine.server.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * Something that happened.
 *
 * @param id unique; of two deliveries with the same id the second tells nothing new
 * @param name one or more segments divided by dots, as in {@code user.created}
 * @param payload JSON null for none
 * @param source who says so: the key of a definition, the name of a module, {@code server}, …
 * @param at when it was emitted, by the clock of the process that did
 */
public record Event(String id, String name, JsonNode payload, String source, Instant at) {}
