package io.taurine.examples;

import io.taurine.queue.JobFailedException;
import io.taurine.queue.JobHandle;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import io.taurine.worker.Worker;
import io.taurine.worker.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;

/** Jobs that may do anything to their JVM, because it is not the worker's. */
public final class SandboxedJobs {

    private SandboxedJobs() {}

    // snippet: sandboxed-processor
    public static class Plugin implements Processor<String> {
        @Override
        public Object process(ActiveJob<String> job) {
            if (job.data().equals("bad")) {
                System.out.println("This plugin ends the JVM it runs in");
                System.exit(3);
            }
            return job.data() + " done in a process of its own";
        }
    }
    // end

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var plugins = Queue.of("plugins", String.class, redis)) {
            // snippet: sandbox
            var sandbox = Sandbox.<String>of(Plugin.class)
                    .maxHeapMegabytes(64)
                    .environment("PLUGIN_HOME", "/srv/plugins")
                    .build();
            var worker = Worker.of("plugins", String.class, redis, sandbox).start();
            // end
            try (sandbox;
                    worker) {
                List.of("good", "bad", "next").forEach(name -> print(plugins.add("run", name)));
            }
        }
    }

    private static void print(JobHandle<String> job) {
        try {
            System.out.println(
                    job.waitUntilFinished(Duration.ofSeconds(30), String.class).orElse(""));
        } catch (JobFailedException e) {
            System.out.println("Failed: " + e.failedReason());
        }
    }
}
