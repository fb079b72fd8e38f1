package io.taurine.server.override;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The override of a definition as it is stored.
 *
 * @param override what is otherwise; also what does not fit, if somebody wrote that by hand
 * @param defaults what the definition says, for each setting
 * @param checksum of the implementation that it belongs to
 * @param created when the definition was first seen; empty for one that nobody has seen yet
 * @param updated when it was last changed by a server
 * @param etag changes with each change, also one by hand
 * @param problems why some of it is not applied; empty as a rule
 */
public record OverrideView(
        String key,
        DefinitionOverride override,
        Map<String, String> defaults,
        String checksum,
        Optional<Instant> created,
        Optional<Instant> updated,
        String etag,
        List<OverrideProblem> problems) {

    public OverrideView {
        defaults = Map.copyOf(defaults);
        problems = List.copyOf(problems);
    }
}
