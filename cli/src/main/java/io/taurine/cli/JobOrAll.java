package io.taurine.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One job or all of them, but never all by mistake. */
final class JobOrAll {

    @Parameters(index = "1", paramLabel = "ID", arity = "0..1", description = "Id of the job.")
    private @Nullable String id;

    @Option(names = "--all", description = "Every such job of the queue.")
    private boolean all;

    /** Empty stands for all. */
    Optional<String> id() {
        if (all == (id != null)) {
            throw new IllegalArgumentException("either the ID of a job or --all is needed");
        }
        return Optional.ofNullable(id);
    }
}
