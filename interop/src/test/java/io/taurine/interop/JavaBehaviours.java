package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.UnrecoverableException;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What a Java worker does with a job: the words of {@code peer/processor.mjs}, found in {@code data.do} or the name. */
final class JavaBehaviours implements Processor<JsonNode> {
    private final List<String> runs = new CopyOnWriteArrayList<>();

    /** Ids of the jobs that were run, one for each run. */
    List<String> runs() {
        return List.copyOf(runs);
    }

    @Override
    public @Nullable Object process(ActiveJob<JsonNode> job) {
        runs.add(job.id());
        var data = job.data();
        return switch (data.path("do").asText(job.name())) {
            case "return" -> data.path("value");
            case "returnNothing" -> null;
            case "fail" -> throw new IllegalStateException(data.path("message").asText("failed on purpose"));
            case "unrecoverable" ->
                throw new UnrecoverableException(data.path("message").asText("beyond repair"));
            case "failTimes" -> failTimes(job, data.path("times").asInt());
            case "progress" -> {
                data.path("values").forEach(job::updateProgress);
                yield data.path("values").size();
            }
            case "log" -> {
                data.path("rows").forEach(row -> job.log(row.asText()));
                yield data.path("rows").size();
            }
            case "updateData" -> {
                job.updateData(data.path("next"));
                yield "updated";
            }
            case "moveToWait" -> {
                if (job.job().attemptsStarted() == 1) {
                    job.moveToWait();
                }
                yield "after the wait";
            }
            default -> data;
        };
    }

    private static Object failTimes(ActiveJob<JsonNode> job, int times) {
        if (job.attempt() <= times) {
            throw new IllegalStateException("failure " + job.attempt());
        }
        return Map.of("attemptsMade", job.attempt() - 1);
    }
}
