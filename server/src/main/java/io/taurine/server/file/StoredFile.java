package io.taurine.server.file;

import java.time.Instant;

/**
 * A file of the store; its content never changes.
 *
 * @param name for people, as it was uploaded; never a part of a path
 * @param contentType media type, as it was uploaded
 * @param size in bytes
 */
public record StoredFile(String id, String name, String contentType, long size, Instant createdAt) {}
