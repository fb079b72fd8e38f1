package io.taurine.history;

import java.time.Instant;

/**
 * A version of a definition.
 *
 * @param checksum of its implementation
 * @param settings its defaults, JSON
 * @param changedAt when the checksum became this one
 */
public record VersionEntry(
        String key, int version, String checksum, String settings, Instant firstSeenAt, Instant changedAt) {}
