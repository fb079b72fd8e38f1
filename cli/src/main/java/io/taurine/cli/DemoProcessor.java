package io.taurine.cli;

import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import java.io.IOException;
import java.util.Map;

/** Does what the errands of the demo ask for: take a while, fail at first, tell how far it is. */
final class DemoProcessor implements Processor<Errand> {

    private static final int STEPS = 4;

    @Override
    public Map<String, Object> process(ActiveJob<Errand> job) throws IOException, InterruptedException {
        var errand = job.data();
        if (job.name().equals(DemoJobs.REPORT)) {
            for (int step = 1; step <= STEPS; step++) {
                Thread.sleep(errand.takesMs() / STEPS);
                job.log("part " + step + " of " + STEPS + " written");
                job.updateProgress(100 * step / STEPS);
            }
        } else {
            Thread.sleep(errand.takesMs());
        }
        if (job.attempt() <= errand.failures()) {
            throw new IOException("the card terminal is busy");
        }
        return Map.of("done", errand.what(), "attempt", job.attempt());
    }
}
