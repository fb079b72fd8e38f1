package io.taurine.server.redis;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.internal.VersionChoice;
import java.util.Optional;

/** Which versions of one definition this process can run. */
final class WorkedVersions {

    private final Definitions definitions;
    private final String key;
    private final CurrentSettings settings;

    WorkedVersions(Definitions definitions, String key, CurrentSettings settings) {
        this.definitions = definitions;
        this.key = key;
        this.settings = settings;
    }

    /** What runs a job of that name; empty when nothing here does. */
    Optional<Definition<?>> of(String jobName) {
        return definitions
                .find(key, JobNames.versionOrNewest(definitions, key, jobName))
                .filter(definition -> definition.unavailable().isEmpty())
                .map(settings::of);
    }

    /** Why jobs of that name are not to be run by anybody. */
    Optional<String> tooOld(String jobName) {
        var version = JobNames.version(key, jobName);
        return version.isEmpty() ? Optional.empty() : VersionChoice.tooOld(definitions, key, version.getAsInt());
    }

    boolean isEmpty() {
        return definitions.versions(key).stream()
                .allMatch(definition -> definition.unavailable().isPresent());
    }
}
