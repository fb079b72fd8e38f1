package io.taurine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.job.JobState;
import io.taurine.queue.JobMetrics;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "metrics",
        description = "Show how many jobs ended, in all and per minute, as workers with metrics counted them.")
final class MetricsCommand extends QueueCommand {

    @Option(names = "--points", paramLabel = "N", description = "How many minutes to show. Default: 10.")
    private int points = 10;

    @Option(names = "--prometheus", description = "Print the text that Prometheus reads instead.")
    private boolean prometheus;

    @Option(
            names = "--label",
            paramLabel = "NAME=VALUE",
            description = "Added to each line for Prometheus; may be given several times.")
    private Map<String, String> labels = new LinkedHashMap<>();

    MetricsCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    void prepare() {
        if (points < 1) {
            throw new IllegalArgumentException("--points must be 1 or more, was " + points);
        }
        if (!labels.isEmpty() && !prometheus) {
            throw new IllegalArgumentException("--label needs --prometheus");
        }
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        if (prometheus) {
            var text = queue.exportPrometheusMetrics(labels);
            output.result(Json.object().put("queue", queue.name()).put("text", text), () -> text);
            return ExitCode.DONE;
        }
        var completed = queue.getMetrics(JobState.COMPLETED, 0, points - 1);
        var failed = queue.getMetrics(JobState.FAILED, 0, points - 1);
        var document = Json.object().put("queue", queue.name());
        describe(document.putObject("completed"), completed);
        describe(document.putObject("failed"), failed);
        output.result(
                document,
                () -> new Table("ENDED", "TOTAL", "LAST POINT", "PER MINUTE, NEWEST FIRST")
                        .row("completed", completed.count(), time(completed), numbers(completed))
                        .row("failed", failed.count(), time(failed), numbers(failed))
                        .toString());
        return ExitCode.DONE;
    }

    private static void describe(ObjectNode document, JobMetrics metrics) {
        document.put("count", metrics.count())
                .put("prevTS", metrics.lastPointAt().map(Instant::toEpochMilli).orElse(null))
                .put("prevCount", metrics.countAtLastPoint());
        var list = document.putArray("data");
        metrics.points().forEach(point -> list.add((long) point));
        document.put("points", metrics.pointCount());
    }

    private static String time(JobMetrics metrics) {
        return metrics.lastPointAt().map(JobView::time).orElse("none");
    }

    private static String numbers(JobMetrics metrics) {
        return metrics.points().stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
