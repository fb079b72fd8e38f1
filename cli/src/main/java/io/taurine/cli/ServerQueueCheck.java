package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "check", description = "Look for what is wrong in a queue; exit code 1 if anything is. Only reads.")
final class ServerQueueCheck extends ServerCalls implements Callable<Integer> {

    @Parameters(paramLabel = "KEY", description = ServerQueues.KEY)
    private String key = "";

    @Option(names = "--repair", description = "Mend what can be mended without a decision of yours.")
    private boolean repair;

    @Option(names = "--most", paramLabel = "N", description = "Stop after that many findings, to 1000. Default: 100.")
    private int most = 100;

    ServerQueueCheck(ServerTaurine taurine) {
        super(taurine);
    }

    @Override
    public Integer call() throws Exception {
        var client = client().patiently();
        var found = repair
                ? client.post(path("queues", key, "repair"), Json.object().put("most", most))
                : client.get(path("queues", key, "check") + "?most=" + most);
        told(found, () -> text(found));
        return isWell(found) ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static boolean isWell(JsonNode found) {
        for (var one : found.path("findings")) {
            if (!one.path("repaired").asBoolean()) {
                return false;
            }
        }
        return found.path("complete").asBoolean();
    }

    private String text(JsonNode found) {
        var looked = Text.count(found.path("jobs").asLong(), "job") + " of queue " + key;
        if (found.path("clean").asBoolean()) {
            return "Nothing is wrong with " + looked;
        }
        var table = new Table("KIND", "ID", "REPAIR", "SEEN");
        for (var one : found.path("findings")) {
            var state = one.path("repaired").asBoolean()
                    ? "done"
                    : one.path("repairable").asBoolean() ? "possible" : "by hand";
            table.row(
                    one.path("kind").asText(),
                    one.path("id").asText(),
                    state,
                    one.path("seen").asText());
        }
        return table + "\n" + Text.count(found.path("findings").size(), "finding") + " among " + looked
                + (found.path("complete").asBoolean() ? "" : "; not all of it was looked at");
    }
}
