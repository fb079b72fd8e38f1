package io.taurine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.cli.Output.Style;
import io.taurine.job.Job;
import io.taurine.worker.WorkerListener;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells a reader of the demo what happens in which order: a line for each thing, and below them how much is done. */
final class DemoNarrator implements WorkerListener<Errand> {

    private static final int BAR_WIDTH = 30;
    private static final int JOB_WIDTH = 23;

    private final Output output;
    private final int total;
    private final CountDownLatch left;
    private final long startedNanos = System.nanoTime();

    DemoNarrator(Output output, int total) {
        this.output = output;
        this.total = total;
        this.left = new CountDownLatch(total);
    }

    /** False when not all jobs completed in time. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return left.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void onActive(Job<Errand> job) {
        if (job.attemptsMade() > 0) {
            tell(Style.FAINT, "again", job, "attempt " + (job.attemptsMade() + 1), document("active", job));
        }
        showProgress();
    }

    @Override
    public void onProgress(Job<Errand> job, Object progress) {
        int percent = progress instanceof Integer number ? number : 0;
        tell(
                Style.FAINT,
                "busy",
                job,
                bar(percent, 100, 12) + " " + percent + " %",
                document("progress", job).put("data", percent));
        showProgress();
    }

    @Override
    public void onCompleted(Job<Errand> job, @Nullable Object result) {
        var remark = remark(job);
        tell(Style.GREEN, "done", job, remark, document("completed", job));
        left.countDown();
        showProgress();
    }

    @Override
    public void onFailed(Job<Errand> job, Throwable failure, boolean willRetry) {
        var backoff = job.options().backoff().flatMap(b -> b.baseDelay()).orElse(Duration.ZERO);
        // Doubled with each attempt, which is what the worker computes from the same option.
        var pause = Durations.format(backoff.multipliedBy(1L << job.attemptsMade()));
        tell(
                Style.YELLOW,
                "failed",
                job,
                failure.getMessage() + (willRetry ? "; again in " + pause : ""),
                document("failed", job)
                        .put("failedReason", failure.getMessage())
                        .put("willRetry", willRetry));
        showProgress();
    }

    private static String remark(Job<Errand> job) {
        if (job.attemptsMade() > 0) {
            return "on attempt " + (job.attemptsMade() + 1);
        }
        if (job.priority() > 0) {
            return "priority " + job.priority();
        }
        var delay = job.options().delay();
        return delay.isZero() ? "" : "delayed by " + Durations.format(delay);
    }

    private void tell(Style style, String what, Job<Errand> job, String text, ObjectNode document) {
        output.result(
                document,
                () -> String.join(
                                "  ",
                                " "
                                        + output.styled(
                                                Style.FAINT, String.format(Locale.ROOT, "%5.2f s", elapsedSeconds())),
                                output.styled(style, Text.padded(what, 6)),
                                Text.padded(job.name() + " " + job.data().what(), JOB_WIDTH),
                                text)
                        .stripTrailing());
    }

    private ObjectNode document(String event, Job<Errand> job) {
        return Json.object()
                .put("event", event)
                .put("jobId", job.id())
                .put("name", job.name())
                .put("attempt", job.attemptsMade() + 1)
                .put("elapsedMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
    }

    private double elapsedSeconds() {
        return (System.nanoTime() - startedNanos) / 1e9;
    }

    private void showProgress() {
        int done = total - (int) left.getCount();
        if (done < total) {
            output.status("  " + bar(done, total, BAR_WIDTH) + " " + done + " of " + total + " jobs done");
        }
    }

    private static String bar(int done, int total, int width) {
        int filled = width * done / total;
        return "[" + "=".repeat(filled) + " ".repeat(width - filled) + "]";
    }
}
