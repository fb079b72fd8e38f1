package io.taurine.interop;

import io.taurine.job.UnrecoverableException;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import java.util.Map;

/** What a sandbox process does for jobs that Node added. Public, with a public constructor: the process makes it. */
public final class SandboxedErrands implements Processor<Map<String, Object>> {

    @Override
    public Object process(ActiveJob<Map<String, Object>> job) {
        return switch (job.name()) {
            case "report" -> {
                job.updateProgress(Map.of("percent", 50));
                job.log("in process " + (ProcessHandle.current().pid() > 0));
                yield Map.of("text", job.data().getOrDefault("text", ""), "attempt", job.attempt());
            }
            case "throw" -> throw new UnrecoverableException("no luck: ü");
            case "exit" -> {
                System.out.println("on its way out");
                System.exit(3);
                yield "never";
            }
            default -> throw new IllegalArgumentException(job.name());
        };
    }
}
