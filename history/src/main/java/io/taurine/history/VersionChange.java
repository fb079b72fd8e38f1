package io.taurine.history;

import java.time.Instant;
import java.util.Optional;

/**
 * The implementation or the settings of a version became others.
 *
 * @param sequence from 1 within the version; 1 is its registration
 * @param oldChecksum empty for the registration
 * @param settings the defaults from then on, JSON
 */
public record VersionChange(
        String key,
        int version,
        int sequence,
        Optional<String> oldChecksum,
        String newChecksum,
        String settings,
        Instant changedAt) {}
