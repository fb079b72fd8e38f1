package io.taurine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.queue.check.CheckOptions;
import io.taurine.queue.check.CheckReport;
import io.taurine.queue.check.Finding;
import io.taurine.queue.check.QueueCheck;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does not open the queue as other commands do, since that writes. */
@Command(
        name = "fsck",
        description = "Look for what is wrong in a queue, which may be in use; exit code 1 if anything is. Only reads.")
final class FsckCommand implements Callable<Integer> {

    private final Taurine taurine;

    @Parameters(index = "0", paramLabel = "QUEUE", description = "Name of the queue.")
    private String queueName = "";

    @Option(names = "--repair", description = "Mend what can be mended without a decision of yours.")
    private boolean repair;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Stop after that many findings, to 100000. Default: 1000.")
    private int limit = CheckOptions.defaults().limit();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Most calls to Redis in a second, each of about a millisecond. Default: no bound.")
    private int rate = CheckOptions.defaults().callsPerSecond();

    @Option(
            names = "--pause",
            paramLabel = "TIME",
            description = "How long to wait before a second look at what seems wrong. Default: 1s.")
    private Duration pause = CheckOptions.defaults().pause();

    @Option(
            names = "--stalled-after",
            paramLabel = "TIME",
            description = "How long a job may be active without a lock while no worker checks for that. Default: 2m.")
    private Duration stalledAfter = CheckOptions.defaults().stalledAfter();

    FsckCommand(Taurine taurine) {
        this.taurine = taurine;
    }

    @Override
    public Integer call() {
        var options = CheckOptions.builder()
                .prefix(taurine.prefix())
                .limit(limit)
                .callsPerSecond(rate)
                .pause(pause)
                .stalledAfter(stalledAfter)
                .build();
        try (var redis = taurine.connect()) {
            var check = QueueCheck.of(queueName, redis, options);
            var output = taurine.output();
            var report = LongWork.show(output, "Checking", check::run);
            var repaired = repair ? LongWork.show(output, "Repairing", () -> repair(check, report)) : Set.<Finding>of();
            output.result(document(report, repaired), () -> text(report, repaired, output));
            return report.complete() && repaired.containsAll(report.findings()) ? ExitCode.DONE : ExitCode.REFUSED;
        }
    }

    /** Children before their parents, which is the order of the kinds. One repair may make another unnecessary. */
    private static Set<Finding> repair(QueueCheck check, CheckReport report) {
        var repairable = report.findings().stream()
                .filter(Finding::repairable)
                .sorted(Comparator.comparing(Finding::kind))
                .toList();
        var repaired = repairable.stream().filter(check::repair).collect(Collectors.toSet());
        if (repaired.size() < repairable.size()) {
            var left = check.run();
            repairable.stream()
                    .filter(finding -> left.complete() && !left.findings().contains(finding))
                    .forEach(repaired::add);
        }
        return repaired;
    }

    private ObjectNode document(CheckReport report, Set<Finding> repaired) {
        var document = Json.object()
                .put("queue", queueName)
                .put("jobs", report.jobs())
                .put("complete", report.complete())
                .put("clean", report.isClean());
        var list = document.putArray("findings");
        for (var finding : report.findings()) {
            list.add(Json.object()
                    .put("kind", finding.kind().name())
                    .put("id", finding.id())
                    .put("other", finding.other().isEmpty() ? null : finding.other())
                    .put("seen", finding.seen())
                    .put("repairable", finding.repairable())
                    .put("repaired", repaired.contains(finding)));
        }
        return document;
    }

    private String text(CheckReport report, Set<Finding> repaired, Output output) {
        var looked = Text.count(report.jobs(), "job") + " of queue " + queueName;
        if (report.isClean()) {
            return "Nothing is wrong with " + looked;
        }
        var table = new Table("KIND", "ID", "REPAIR", "SEEN");
        for (var finding : report.findings()) {
            table.row(finding.kind(), finding.id(), repairOf(finding, repaired), finding.seen());
        }
        var count = Text.count(report.findings().size(), "finding") + " among " + looked;
        var mended = repair ? ", " + repaired.size() + " repaired" : "";
        return table + "\n" + output.styled(Output.Style.BOLD, count + mended)
                + (report.complete() ? "" : "; not all of it was looked at");
    }

    private String repairOf(Finding finding, Set<Finding> repaired) {
        if (!finding.repairable()) {
            return "by hand";
        }
        return repaired.contains(finding) ? "done" : repair ? "not done" : "possible";
    }
}
