package io.taurine.server.discovery;

import io.taurine.server.definition.Definition;
import io.taurine.server.runner.LiveSettings;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Settings under which the definitions of modules that are switched off, or whose jar is gone, take no jobs: for a runner that
 * runs. A module that was not there when the runner was made needs another runner. Safe to share between threads.
 */
public final class ModuleSettings implements LiveSettings {

    private final Discovery discovery;
    private final LiveSettings others;

    private ModuleSettings(Discovery discovery, LiveSettings others) {
        this.discovery = discovery;
        this.others = others;
    }

    /** On top of others, such as overrides. */
    public static ModuleSettings of(Discovery discovery, LiveSettings others) {
        return new ModuleSettings(discovery, others);
    }

    @Override
    public <P> Definition<P> effective(Definition<P> definition) {
        var effective = others.effective(definition);
        return isOff(definition) ? effective.toBuilder().enabled(false).build() : effective;
    }

    /** A definition may name a module without being of a jar: that one cannot be switched off. */
    private boolean isOff(Definition<?> definition) {
        return discovery.isFromJar(definition)
                && discovery.result().modules().stream()
                        .filter(JobModule::isEnabled)
                        .noneMatch(module -> module.definitions().contains(definition.name()));
    }

    @Override
    public void onChange(Consumer<String> listener) {
        others.onChange(listener);
        var before = new HashSet<>(keys(discovery.result()));
        discovery.listen(result -> {
            var now = keys(result);
            var changed = new HashSet<>(before);
            changed.addAll(now);
            before.clear();
            before.addAll(now);
            changed.forEach(listener);
        });
    }

    private static Set<String> keys(DiscoveryResult result) {
        return result.modules().stream()
                .flatMap(module -> module.definitions().stream())
                .map(name -> name.substring(0, name.lastIndexOf('@')))
                .collect(Collectors.toSet());
    }
}
