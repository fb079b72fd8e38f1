package io.taurine.server.redis;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.LiveSettings;
import io.taurine.server.runner.internal.VersionChoice;
import java.util.Optional;

/** Which versions of one definition this process can run. */
final class WorkedVersions {

    private final Definitions definitions;
    private final LiveSettings settings;
    private final String key;

    WorkedVersions(Definitions definitions, LiveSettings settings, String key) {
        this.definitions = definitions;
        this.settings = settings;
        this.key = key;
    }

    /** What runs a job of that name, as it is set now; empty when nothing here does. */
    Optional<Definition<?>> of(String jobName) {
        return stated(jobName).map(settings::effective);
    }

    /** The newest one, as it is set now. */
    Definition<?> newest() {
        return settings.effective(VersionChoice.newest(definitions, key));
    }

    private Optional<Definition<?>> stated(String jobName) {
        return definitions
                .find(key, JobNames.versionOrNewest(definitions, key, jobName))
                .filter(definition -> definition.unavailable().isEmpty());
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
