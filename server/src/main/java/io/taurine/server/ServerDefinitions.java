package io.taurine.server;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.settings.SettingsStore;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.Services;
import io.taurine.server.discovery.Discovery;
import io.taurine.server.discovery.DiscoveryProblem;
import io.taurine.server.discovery.DiscoveryResult;
import io.taurine.server.example.ExampleDefinitions;
import io.taurine.server.override.Overrides;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the definitions of a server, fills in what they leave open, and has the server follow when modules come and go. */
final class ServerDefinitions {

    private static final Logger LOG = LoggerFactory.getLogger(ServerDefinitions.class);

    private final ServerConfig config;
    private final Discovery discovery;
    private final Definitions definitions;

    /** What was made of each definition that was found, so that one that is the same as before stays the same. */
    private final IdentityHashMap<Definition<?>, Definition<?>> filled = new IdentityHashMap<>();

    private List<DiscoveryProblem> told = List.of();

    /** @throws io.taurine.server.discovery.DiscoveryFailedException if there are problems, and none may be */
    private ServerDefinitions(ServerConfig config, Discovery discovery) {
        this.config = config;
        this.discovery = discovery;
        var found = discovery.result();
        if (config.discovery().isStrict()) {
            found.definitionsOrRefuse();
        }
        tell(found);
        this.definitions = Definitions.of(fill(found));
    }

    static ServerDefinitions of(ServerConfig config, Discovery discovery) {
        return new ServerDefinitions(config, discovery);
    }

    static Discovery discover(
            ServerConfig config,
            Collection<? extends Definition<?>> given,
            Services services,
            Optional<RedisConnection> redis) {
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
        redis.ifPresent(it -> builder.switches(SettingsStore.of(config.redis().prefix() + ":modules", it)));
        return builder.discover();
    }

    /** As they are now; replaced when {@link #follow followed} modules come and go. */
    Definitions definitions() {
        return definitions;
    }

    /** Has the definitions, and the overrides before them, be what is discovered from now on. */
    void follow(Overrides overrides) {
        discovery.listen(found -> {
            tell(found);
            var now = fill(found);
            overrides.replace(Definitions.of(now));
            definitions.replace(now);
        });
        discovery.start();
    }

    private List<Definition<?>> fill(DiscoveryResult found) {
        var all = found.definitions().all();
        filled.keySet().retainAll(all);
        return all.stream()
                .<Definition<?>>map(definition -> filled.computeIfAbsent(definition, config.jobs()::fill))
                .toList();
    }

    private void tell(DiscoveryResult found) {
        found.problems().stream()
                .filter(problem -> !told.contains(problem))
                .forEach(problem -> LOG.warn("A definition is left out: {}", problem));
        told = found.problems();
    }
}
