package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.NoSuchJobException;
import io.taurine.server.runner.WrongStatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One bounded step of something that is done to all jobs of a filter. */
final class JobStep {

    /** A page may hold few jobs that fit or none, and others come after it. */
    private static final int MOST_PAGES = 20;

    private final List<String> jobIds = new ArrayList<>();
    private String cursor = "";

    JobStep(JobRunner runner, JobFilter filter, int limit) {
        for (var i = 0; i < MOST_PAGES && jobIds.size() < limit; i++) {
            var page = runner.executor().list(filter, cursor, limit - jobIds.size());
            page.items().forEach(job -> jobIds.add(job.id()));
            cursor = page.nextCursor();
            if (cursor.isEmpty()) {
                break;
            }
        }
    }

    int size() {
        return jobIds.size();
    }

    /** Done to each; one that somebody else has changed meanwhile is left. */
    ObjectNode each(Consumer<String> change) {
        var done = 0;
        for (var id : jobIds) {
            try {
                change.accept(id);
                done++;
            } catch (NoSuchJobException | WrongStatusException changedMeanwhile) {
                // it is not for this step any more
            }
        }
        // a step that did nothing would find the same again
        return Json.object()
                .put("done", done)
                .put("left", jobIds.size() - done)
                .put("more", done > 0 && !cursor.isEmpty());
    }
}
