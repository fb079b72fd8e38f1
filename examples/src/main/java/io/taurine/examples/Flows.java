package io.taurine.examples;

import io.taurine.job.JobOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.Map;

/** A report that waits for the tables it is made of, and does without those that fail. */
public final class Flows {

    private Flows() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var flows = FlowProducer.of(redis)) {
            // snippet: flow
            var optional = JobOptions.builder().ignoreDependencyOnFailure(true).build();
            var report = flows.add(FlowNode.of("report", "reports")
                    .data(Map.of("day", "2027-03-26"))
                    .child(FlowNode.of("export", "tables").data("users"))
                    .child(FlowNode.of("export", "tables").data("orders"))
                    .child(FlowNode.of("export", "tables").data("weather").options(optional))
                    .build());
            // end
            System.out.println("The report is " + report.job().state());
            // snippet: workers
            var tables = Worker.of("tables", String.class, redis, job -> {
                        if (job.data().equals("weather")) {
                            throw new IllegalStateException("no forecast");
                        }
                        return job.data().length();
                    })
                    .start();
            var reports = Worker.of("reports", Object.class, redis, job -> {
                        var rows = job.getChildrenValues(Integer.class).values();
                        var missing = job.getIgnoredChildrenFailures().values();
                        return rows.stream().mapToInt(Integer::intValue).sum() + " rows, without " + missing;
                    })
                    .start();
            // end
            try (tables;
                    reports) {
                System.out.println(report.job()
                        .waitUntilFinished(Duration.ofSeconds(10), String.class)
                        .orElseThrow());
            }
            // snippet: tree
            var tree = flows.getFlow("reports", report.id()).orElseThrow();
            System.out.println(tree.job().name() + ": " + tree.state() + ", " + tree.dependencies());
            tree.children().forEach(child -> System.out.println(child.job().data() + ": " + child.state()));
            // end
        }
    }
}
