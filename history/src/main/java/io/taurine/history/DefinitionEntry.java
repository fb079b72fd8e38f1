package io.taurine.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A definition as it is now, or was when it was last seen.
 *
 * @param latestVersion the highest version ever registered
 * @param minimalVersion jobs of an older version are skipped
 * @param module the module that brought it; null for none
 */
public record DefinitionEntry(
        String key,
        int latestVersion,
        int minimalVersion,
        String description,
        @Nullable String module,
        boolean isEnabled,
        Instant firstSeenAt,
        Instant changedAt) {}
