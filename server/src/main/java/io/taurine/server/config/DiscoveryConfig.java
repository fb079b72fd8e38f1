package io.taurine.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where definitions are looked for.
 *
 * @param packages on the class path
 * @param hasExamples whether those that come with the server are there
 * @param isStrict whether a problem stops the start
 * @param modulesFolder where module jars are; empty for none
 * @param scanInterval how often that folder is looked at; zero for only once
 * @param disabledModules their names
 */
public record DiscoveryConfig(
        List<String> packages,
        boolean hasExamples,
        boolean isStrict,
        Optional<Path> modulesFolder,
        Duration scanInterval,
        Set<String> disabledModules) {

    static DiscoveryConfig of(Values values) {
        return new DiscoveryConfig(
                values.get(Settings.PACKAGES),
                values.get(Settings.EXAMPLES),
                values.get(Settings.STRICT),
                values.find(Settings.PLUGIN_FOLDER).map(Path::of),
                values.get(Settings.PLUGIN_SCAN),
                Set.copyOf(values.get(Settings.PLUGIN_DISABLED)));
    }
}
