package io.taurine.examples;

import com.fasterxml.jackson.databind.node.IntNode;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.local.LocalJobRunner;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.StartRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Jobs, retries and schedules in a small program: one process, no Redis. */
public final class LocalJobs {

    private LocalJobs() {}

    public static void main(String[] args) throws InterruptedException {
        var done = new CountDownLatch(2);
        // snippet: local-runner
        var square = Definition.of("square", Integer.class, (number, context) -> number * number)
                .retry(RetryRule.fixed(3, Duration.ofSeconds(1)))
                .timeout(Duration.ofSeconds(10))
                .build();
        var tidy = Definition.of("tidy", Void.class, (nothing, context) -> "tidied up")
                .schedule(Schedule.every(Duration.ofMinutes(5)))
                .build();
        var runner =
                LocalJobRunner.of(RunnerSetup.of(Definitions.of(square, tidy)).build());
        runner.lifecycle().listen(event -> System.out.println(event.kind() + " " + event.jobId()));
        runner.lifecycle().start();
        // end
        runner.lifecycle().listen(event -> {
            if (event.kind() == io.taurine.server.runner.JobEvent.Kind.SUCCEEDED) {
                done.countDown();
            }
        });
        // snippet: local-runner-start
        var started = runner.executor()
                .start(StartRequest.of("square").params(IntNode.valueOf(7)).build());
        // end
        done.await();
        // snippet: local-runner-find
        var job = runner.executor().find(started.jobId()).orElseThrow();
        System.out.println("Result: " + job.status() + " " + job.result());
        // end
        // snippet: runner-redefine
        runner.definitions().replace(List.of(square));
        // end
        System.out.println("Definitions: " + runner.definitions().keys());
        runner.lifecycle().close();
    }
}
