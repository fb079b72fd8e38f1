package io.taurine.server.discovery;

import io.taurine.server.definition.Definitions;
import java.util.List;

/**
 * What was found.
 *
 * @param definitions all that are right, without those of modules that are switched off
 * @param problems all that was wrong
 * @param modules the modules of the folder, those switched off included, ordered by name
 */
public record DiscoveryResult(Definitions definitions, List<DiscoveryProblem> problems, List<JobModule> modules) {

    public DiscoveryResult {
        problems = List.copyOf(problems);
        modules = List.copyOf(modules);
    }

    /**
     * The definitions, for a server that starts only when all is well.
     *
     * @throws DiscoveryFailedException if there is any problem; lists all
     */
    public Definitions definitionsOrRefuse() {
        if (!problems.isEmpty()) {
            throw new DiscoveryFailedException(problems);
        }
        return definitions;
    }
}
