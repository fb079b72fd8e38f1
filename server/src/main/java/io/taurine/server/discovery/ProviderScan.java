package io.taurine.server.discovery;

import io.taurine.server.definition.Definition;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Asks the {@link DefinitionProvider}s of the class path. */
final class ProviderScan {

    private static final String FILE = "META-INF/services/" + DefinitionProvider.class.getName();

    /** A service file that cannot be read is told again and again by some class loaders. */
    private static final int MOST_ERRORS = 100;

    private ProviderScan() {}

    static List<Found> scan(ClassLoader loader, Problems problems) {
        var found = new ArrayList<Found>();
        var providers =
                ServiceLoader.load(DefinitionProvider.class, loader).stream().iterator();
        for (int errors = 0; errors < MOST_ERRORS; ) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                ask(providers, problems, found);
            } catch (ServiceConfigurationError e) {
                problems.add(FILE, "", Problems.reason(e));
                errors++;
            }
        }
        return found;
    }

    private static void ask(
            Iterator<ServiceLoader.Provider<DefinitionProvider>> providers, Problems problems, List<Found> found) {
        var provider = providers.next();
        var name = provider.type().getName();
        try {
            for (Definition<?> definition : provider.get().definitions()) {
                found.add(new Found(definition, FILE, name));
            }
        } catch (RuntimeException | LinkageError e) {
            problems.add(FILE, name, "threw " + e);
        }
    }
}
