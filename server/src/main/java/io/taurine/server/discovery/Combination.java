package io.taurine.server.discovery;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Puts together what was found in several places. Of two that are the same the first one stays. */
final class Combination {

    private final Map<String, Found> byName = new LinkedHashMap<>();
    private final Map<String, JobModule> modules = new TreeMap<>();
    private final Problems problems = new Problems();

    Combination(List<DiscoveryProblem> known) {
        problems.addAll(known);
    }

    void addProblems(List<DiscoveryProblem> more) {
        problems.addAll(more);
    }

    boolean add(Found found) {
        var name = found.definition().name();
        var first = byName.putIfAbsent(name, found);
        if (first != null) {
            problems.add(
                    found.file(),
                    found.line(),
                    found.subject(),
                    "there is a definition " + name + " already, in " + first.place() + ": " + first.subject());
        }
        return first == null;
    }

    void add(ModuleJar jar, Predicate<String> isOn) {
        problems.addAll(jar.problems());
        var manifest = jar.manifest();
        if (manifest == null) {
            return;
        }
        var first = modules.get(manifest.name());
        if (first != null) {
            problems.add(jar.file(), "name", "there is a module " + manifest.name() + " already, in " + first.file());
            return;
        }
        var isEnabled = isOn.test(manifest.name());
        var names = new ArrayList<String>();
        for (var found : manifest.found()) {
            if (!isEnabled || add(found)) {
                names.add(found.definition().name());
            }
        }
        modules.put(
                manifest.name(),
                new JobModule(
                        manifest.name(),
                        manifest.version(),
                        manifest.description(),
                        manifest.capabilities(),
                        manifest.permissions(),
                        jar.file(),
                        isEnabled,
                        names));
    }

    DiscoveryResult result() {
        var definitions = Definitions.of(
                byName.values().stream().<Definition<?>>map(Found::definition).toList());
        return new DiscoveryResult(definitions, problems.all(), List.copyOf(modules.values()));
    }
}
