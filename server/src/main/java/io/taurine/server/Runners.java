package io.taurine.server;

import io.taurine.server.runner.JobRunnerProvider;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** Finds a runner by its name. */
final class Runners {

    private Runners() {}

    static JobRunnerProvider named(String name) {
        var all = new TreeMap<String, JobRunnerProvider>();
        ServiceLoader.load(JobRunnerProvider.class, Runners.class.getClassLoader())
                .forEach(provider -> all.put(provider.name(), provider));
        var found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("There is no runner " + name + "; there are "
                    + String.join(", ", all.keySet()) + ". Set runner, or TAURINE_RUNNER, to one of them");
        }
        return found;
    }
}
