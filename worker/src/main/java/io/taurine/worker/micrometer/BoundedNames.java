package io.taurine.worker.micrometer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Values of a tag: the first so many names, then {@value #OTHER}, so that no flood of names becomes a flood of series. */
final class BoundedNames {

    static final String OTHER = "other";

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final int max;

    BoundedNames(int max) {
        this.max = max;
    }

    String of(String name) {
        if (known.contains(name)) {
            return name;
        }
        // Threads that meet here may let a few more in than the bound; what counts is that there is one.
        if (known.size() < max) {
            known.add(name);
            return name;
        }
        return OTHER;
    }
}
