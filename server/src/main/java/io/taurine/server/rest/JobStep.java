package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.NoSuchJobException;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.WrongStatusException;
import java.util.function.Consumer;

/** One bounded step of something that is done to all jobs of a filter. */
final class JobStep {

    private final Page<JobView> page;

    JobStep(JobRunner runner, JobFilter filter, int limit) {
        this.page = runner.executor().list(filter, "", limit);
    }

    int size() {
        return page.items().size();
    }

    /** Done to each; one that somebody else has changed meanwhile is left. */
    ObjectNode each(Consumer<String> change) {
        var done = 0;
        for (var job : page.items()) {
            try {
                change.accept(job.id());
                done++;
            } catch (NoSuchJobException | WrongStatusException changedMeanwhile) {
                continue;
            }
        }
        return Json.object()
                .put("done", done)
                .put("left", size() - done)
                .put("more", !page.nextCursor().isEmpty());
    }
}
