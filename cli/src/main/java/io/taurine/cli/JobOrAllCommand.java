package io.taurine.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command about one job or all of them, but never about all by mistake. */
abstract class JobOrAllCommand extends QueueCommand {

    @Parameters(index = "1", paramLabel = "ID", arity = "0..1", description = "Id of the job.")
    private @Nullable String id;

    @Option(names = "--all", description = "Every such job of the queue.")
    private boolean all;

    JobOrAllCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    void prepare() {
        if (all == (id != null)) {
            throw new IllegalArgumentException("either the ID of a job or --all is needed");
        }
    }

    /** Empty stands for all. */
    final Optional<String> id() {
        return Optional.ofNullable(id);
    }
}
