package io.taurine.server.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Collects what is wrong, so that all of it is told at once. */
final class Problems {

    private final List<DiscoveryProblem> found = new ArrayList<>();

    void add(String file, OptionalInt line, String subject, String message) {
        found.add(new DiscoveryProblem(file, line, subject, message));
    }

    void add(String file, String subject, String message) {
        add(file, OptionalInt.empty(), subject, message);
    }

    void addAll(List<DiscoveryProblem> others) {
        found.addAll(others);
    }

    int count() {
        return found.size();
    }

    List<DiscoveryProblem> all() {
        return List.copyOf(found);
    }

    /** What an exception says, for a list that has no room for its trace. */
    static String reason(Throwable failure) {
        var message = failure.getMessage();
        return failure instanceof IllegalArgumentException && message != null ? message : failure.toString();
    }
}
