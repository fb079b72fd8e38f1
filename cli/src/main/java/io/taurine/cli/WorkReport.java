package io.taurine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.cli.Output.Style;
import io.taurine.job.Job;
import io.taurine.worker.WorkerListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tells what a worker does: one line for each run that ended. */
final class WorkReport implements WorkerListener<JsonText> {

    private static final int DETAIL_WIDTH = 80;

    private final Output output;
    private final Map<String, Long> startedNanos = new ConcurrentHashMap<>();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong retried = new AtomicLong();

    WorkReport(Output output) {
        this.output = output;
    }

    @Override
    public void onActive(Job<JsonText> job) {
        startedNanos.put(job.id(), System.nanoTime());
    }

    @Override
    public void onCompleted(Job<JsonText> job, @Nullable Object result) {
        completed.incrementAndGet();
        var text = result == null ? "null" : result.toString();
        long millis = millisOf(job);
        var document = document("completed", job, millis);
        document.set("returnvalue", Json.stored(text));
        output.result(document, () -> line(Style.GREEN, "completed", job, millis, text));
    }

    @Override
    public void onFailed(Job<JsonText> job, Throwable failure, boolean willRetry) {
        (willRetry ? retried : failed).incrementAndGet();
        var reason = String.valueOf(failure.getMessage());
        long millis = millisOf(job);
        var document =
                document("failed", job, millis).put("failedReason", reason).put("willRetry", willRetry);
        output.result(
                document,
                () -> willRetry
                        ? line(Style.YELLOW, "retry", job, millis, reason)
                        : line(Style.RED, "failed", job, millis, reason));
    }

    @Override
    public void onLockLost(Job<JsonText> job) {
        startedNanos.remove(job.id());
        output.notice("taurine: the lock of job " + job.id() + " was lost; another worker may run it");
    }

    @Override
    public void onError(Throwable error) {
        output.notice("taurine: " + Text.oneLine(String.valueOf(error.getMessage())));
    }

    private long millisOf(Job<JsonText> job) {
        var started = startedNanos.remove(job.id());
        return started == null ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }

    private static ObjectNode document(String event, Job<JsonText> job, long millis) {
        return Json.object()
                .put("event", event)
                .put("jobId", job.id())
                .put("name", job.name())
                .put("elapsedMs", millis);
    }

    private String line(Style style, String what, Job<JsonText> job, long millis, String detail) {
        return String.join(
                "  ",
                output.styled(style, Text.padded(what, 9)),
                Text.padded(Text.oneLine(job.id()), 6),
                Text.padded(Text.oneLine(job.name(), 20), 20),
                Text.padded(Text.elapsed(millis), 8),
                Text.oneLine(detail, DETAIL_WIDTH));
    }

    /** For the end: {@code 3 completed, 1 failed}. */
    String summary() {
        return completed + " completed, " + failed + " failed, " + retried + " to be retried";
    }

    ObjectNode summaryDocument(String event) {
        return Json.object()
                .put("event", event)
                .put("completed", completed.get())
                .put("failed", failed.get())
                .put("retried", retried.get());
    }
}
