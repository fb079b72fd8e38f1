package io.taurine.cli;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "obliterate", description = "Remove a queue with all its jobs; its schedules go on.")
final class ServerObliterate extends ServerCalls implements Callable<Integer> {

    private static final Set<String> YES = Set.of("y", "yes");

    private final ServerTaurine taurine;

    @Parameters(paramLabel = "KEY", description = ServerQueues.KEY)
    private String key = "";

    @Option(names = "--force", description = "Even while jobs are running.")
    private boolean force;

    @Option(names = "--yes", description = "Do not ask; needed where nobody can be asked.")
    private boolean yes;

    ServerObliterate(ServerTaurine taurine) {
        super(taurine);
        this.taurine = taurine;
    }

    @Override
    public Integer call() throws Exception {
        if (!yes && !taurine.surroundings().terminal().in()) {
            throw new IllegalArgumentException("obliterate cannot ask here whether you are sure; give --yes");
        }
        if (!yes && !isConfirmed()) {
            output().notice("Nothing was removed.");
            return ExitCode.REFUSED;
        }
        var queue = client().patiently()
                .post(path("queues", key, "obliterate"), Json.object().put("force", force));
        return told(queue, () -> "Removed queue " + key);
    }

    private boolean isConfirmed() throws Exception {
        var err = taurine.surroundings().err();
        var total = 0L;
        for (var count : client().get(path("queues", key)).path("counts")) {
            total += count.asLong();
        }
        err.print("Remove queue " + key + " with all its " + Text.count(total, "job") + "? [y/N] ");
        err.flush();
        var in = new InputStreamReader(taurine.surroundings().in(), StandardCharsets.UTF_8);
        var answer = new BufferedReader(in).readLine();
        return answer != null && YES.contains(answer.strip().toLowerCase(Locale.ROOT));
    }
}
