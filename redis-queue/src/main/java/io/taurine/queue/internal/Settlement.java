package io.taurine.queue.internal;

import io.taurine.job.KeepJobs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one active job leaves its worker; the forms are those of settle.lua.
 *
 * @param jobId the job
 * @param token value of the lock that the caller holds
 * @param arguments outcome and its arguments, as the script takes them
 */
public record Settlement(String jobId, String token, List<String> arguments) {

    public static Settlement completed(String jobId, String token, String resultJson, @Nullable KeepJobs keep) {
        return new Settlement(jobId, token, List.of("completed", resultJson, keepText(keep)));
    }

    public static Settlement failed(
            String jobId, String token, String reason, String tracesJson, int attempts, @Nullable KeepJobs keep) {
        return new Settlement(
                jobId, token, List.of("failed", reason, tracesJson, "", Integer.toString(attempts), keepText(keep)));
    }

    /** Runs again at once. */
    public static Settlement retry(String jobId, String token, String reason, String tracesJson, boolean lifo) {
        return new Settlement(jobId, token, List.of("retry", reason, tracesJson, "", lifo ? "1" : ""));
    }

    /** Runs again later. */
    public static Settlement delay(String jobId, String token, String reason, String tracesJson, long delayMillis) {
        return new Settlement(jobId, token, List.of("delay", reason, tracesJson, "", Long.toString(delayMillis)));
    }

    /** Runs again later; the attempt does not count. */
    public static Settlement postpone(String jobId, String token, long delayMillis) {
        return new Settlement(jobId, token, List.of("postpone", Long.toString(delayMillis)));
    }

    /** Goes to the front of the line; the attempt does not count. */
    public static Settlement requeue(String jobId, String token) {
        return new Settlement(jobId, token, List.of("requeue"));
    }

    /** With the trace context of the step that records a failed attempt; others carry none. */
    public Settlement withTelemetry(String metadata) {
        var outcome = arguments.get(0);
        if (!outcome.equals("failed") && !outcome.equals("retry") && !outcome.equals("delay")) {
            return this;
        }
        var changed = new ArrayList<>(arguments);
        changed.set(3, metadata);
        return new Settlement(jobId, token, List.copyOf(changed));
    }

    /** True when the job's hash may be gone afterwards. */
    public boolean mayRemove() {
        return (arguments.get(0).equals("completed") || arguments.get(0).equals("failed"))
                && !arguments.get(arguments.size() - 1).isEmpty();
    }

    /** True when it counts an attempt. */
    public boolean countsAttempt() {
        return !arguments.get(0).equals("postpone") && !arguments.get(0).equals("requeue");
    }

    long weight() {
        return arguments.stream().mapToLong(String::length).sum();
    }

    private static String keepText(@Nullable KeepJobs keep) {
        if (keep == null || keep.keepsAll()) {
            return "";
        }
        if (keep.count() != null && keep.count() == 0) {
            return "0";
        }
        return text(keep.count()) + ","
                + text(keep.age() == null ? null : keep.age().toMillis()) + "," + text(keep.limit());
    }

    private static String text(@Nullable Number number) {
        return number == null ? "" : number.toString();
    }
}
