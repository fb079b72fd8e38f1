package io.taurine.server.discovery;

import io.taurine.job.TaurineException;
import java.util.List;
import java.util.stream.Collectors;

/** There were problems, and the server was told to refuse then. The message lists all. */
public final class DiscoveryFailedException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final transient List<DiscoveryProblem> problems;

    DiscoveryFailedException(List<DiscoveryProblem> problems) {
        super(problems.stream()
                .map(DiscoveryProblem::toString)
                .collect(Collectors.joining("\n  ", "Not all definitions can be used:\n  ", "")));
        this.problems = List.copyOf(problems);
    }

    public List<DiscoveryProblem> problems() {
        return problems;
    }
}
