package io.taurine.server.override;

import io.taurine.job.TaurineException;
import java.util.List;
import java.util.stream.Collectors;

/** An override does not fit the definition. Nothing was changed. The message lists all that is wrong. */
public final class OverrideRefusedException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final transient List<OverrideProblem> problems;

    OverrideRefusedException(List<OverrideProblem> problems) {
        super(problems.stream().map(OverrideProblem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<OverrideProblem> problems() {
        return problems;
    }
}
