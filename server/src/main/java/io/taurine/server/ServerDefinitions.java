package io.taurine.server;

import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.Services;
import io.taurine.server.discovery.Discovery;
import io.taurine.server.example.ExampleDefinitions;
import java.util.ArrayList;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the definitions of a server, and fills in what they leave open. */
final class ServerDefinitions {

    private static final Logger LOG = LoggerFactory.getLogger(ServerDefinitions.class);

    private ServerDefinitions() {}

    static Discovery discover(ServerConfig config, Collection<? extends Definition<?>> given, Services services) {
        var discovered = config.discovery();
        var definitions = new ArrayList<Definition<?>>(given);
        if (discovered.hasExamples()) {
            definitions.addAll(ExampleDefinitions.all(services));
        }
        var builder = Discovery.builder()
                .definitions(definitions)
                .packages(discovered.packages())
                .disabledModules(discovered.disabledModules());
        discovered.modulesFolder().ifPresent(builder::moduleFolder);
        if (!discovered.scanInterval().isZero()) {
            builder.scanInterval(discovered.scanInterval());
        }
        return builder.discover();
    }

    /** @throws io.taurine.server.discovery.DiscoveryFailedException if there are problems, and none may be */
    static Definitions of(ServerConfig config, Discovery discovery) {
        var found = discovery.result();
        if (config.discovery().isStrict()) {
            found.definitionsOrRefuse();
        }
        found.problems().forEach(problem -> LOG.warn("A definition is left out: {}", problem));
        return Definitions.of(found.definitions().all().stream()
                .<Definition<?>>map(config.jobs()::fill)
                .toList());
    }
}
