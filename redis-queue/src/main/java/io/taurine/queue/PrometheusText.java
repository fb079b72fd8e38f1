package io.taurine.queue;

import io.taurine.job.JobState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text that Prometheus reads, by the names that BullMQ gives its metrics. */
final class PrometheusText {

    private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    /** BullMQ's order. */
    private static final List<JobState> STATES = List.of(
            JobState.ACTIVE,
            JobState.COMPLETED,
            JobState.DELAYED,
            JobState.FAILED,
            JobState.PRIORITIZED,
            JobState.WAITING,
            JobState.WAITING_CHILDREN);

    private final List<String> lines = new ArrayList<>();
    private final String queue;
    private final Map<String, String> labels;

    PrometheusText(String queue, Map<String, String> labels) {
        this.queue = queue;
        this.labels = new LinkedHashMap<>(labels);
        for (var name : this.labels.keySet()) {
            if (!LABEL_NAME.matcher(name).matches() || name.equals("queue") || name.equals("state")) {
                throw new IllegalArgumentException("label name must consist of letters, digits and _, not begin with a"
                        + " digit, and not be queue or state, was '" + name + "'");
            }
        }
    }

    PrometheusText jobs(JobCounts counts) {
        begin("bullmq_job_count", "gauge", "Number of jobs in the queue by state");
        for (var state : STATES) {
            line("bullmq_job_count", Map.of("state", state.wireName()), counts.of(state));
        }
        return this;
    }

    PrometheusText completed(long count) {
        begin("bullmq_job_completed_total", "counter", "Total number of completed jobs");
        line("bullmq_job_completed_total", Map.of(), count);
        return this;
    }

    PrometheusText failed(long count) {
        begin("bullmq_job_failed_total", "counter", "Total number of failed jobs");
        line("bullmq_job_failed_total", Map.of(), count);
        return this;
    }

    private void begin(String metric, String type, String help) {
        lines.add("# HELP " + metric + " " + help);
        lines.add("# TYPE " + metric + " " + type);
    }

    private void line(String metric, Map<String, String> own, long value) {
        var all = new LinkedHashMap<String, String>();
        all.put("queue", queue);
        all.putAll(own);
        all.putAll(labels);
        lines.add(all.entrySet().stream()
                .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + '"')
                .collect(Collectors.joining(", ", metric + "{", "} " + value)));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
