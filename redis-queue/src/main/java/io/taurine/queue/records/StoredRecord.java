package io.taurine.queue.records;

/**
 * A record as it was read.
 *
 * @param id of the record
 * @param value what was stored
 */
public record StoredRecord(String id, String value) {}
