package io.taurine.server.redis;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.taurine.worker.UnkeptResult;

/**
 * As {@link Skipped}, of a run that another one stands for: it leaves no job behind.
 *
 * @param reason for people
 */
record Dropped(@JsonProperty(Skipped.FIELD) String reason) implements UnkeptResult {}
