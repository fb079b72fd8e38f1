package io.taurine.server.config;

import io.taurine.job.TaurineException;
import java.util.List;

/** The server cannot start as it is configured. */
public final class ConfigurationException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigurationException(List<String> problems) {
        super("The configuration has " + (problems.size() == 1 ? "a problem" : problems.size() + " problems") + ":\n  "
                + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, each with its file and line, or its environment variable. */
    public List<String> problems() {
        return problems;
    }
}
