package io.taurine.cli;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "obliterate", description = "Pause the queue and remove it with all its jobs.")
final class ObliterateCommand extends QueueCommand {

    private static final Set<String> YES = Set.of("y", "yes");

    @Option(names = "--force", description = "Even while jobs are running.")
    private boolean force;

    @Option(names = "--yes", description = "Do not ask; needed where nobody can be asked.")
    private boolean yes;

    ObliterateCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    void prepare() {
        if (!yes && !surroundings().terminal().in()) {
            throw new IllegalArgumentException("obliterate cannot ask here whether you are sure; give --yes");
        }
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) throws IOException {
        if (!yes && !isConfirmed(queue)) {
            output.notice("Nothing was removed.");
            return ExitCode.REFUSED;
        }
        LongWork.show(output, "Removing queue " + queue.name(), () -> {
            queue.obliterate(force);
            return "done";
        });
        output.result(
                Json.object().put("queue", queue.name()).put("obliterated", true),
                () -> "Removed queue " + queue.name());
        return ExitCode.DONE;
    }

    private boolean isConfirmed(Queue<JsonText> queue) throws IOException {
        var err = surroundings().err();
        err.print("Remove queue " + queue.name() + " with all its "
                + Text.count(queue.getJobCounts().total(), "job") + "? [y/N] ");
        err.flush();
        var answer = new BufferedReader(new InputStreamReader(surroundings().in(), StandardCharsets.UTF_8)).readLine();
        return answer != null && YES.contains(answer.strip().toLowerCase(Locale.ROOT));
    }
}
