package io.taurine.history;

import io.taurine.job.StackTraceList;
import io.taurine.queue.events.JobTrace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The stored side of a job, as far as it is still there. It is read after the events, and may be ahead of them: what it says of
 * a run is only believed while it speaks of that very run.
 */
record JobFacts(JobTrace trace) {

    static final List<String> FIELDS = List.of(
            "name",
            "ats",
            "atm",
            "pb",
            "rjk",
            "timestamp",
            "delay",
            "opts",
            "processedOn",
            "finishedOn",
            "failedReason",
            "stacktrace",
            "returnvalue",
            "cancelled");

    private static final Pattern DELAYED = Pattern.compile("\"delay\":[1-9]");

    int starts() {
        return number("ats");
    }

    int attempts() {
        return number("atm");
    }

    private int number(String field) {
        return trace.field(field)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .orElse(0);
    }

    Optional<String> name() {
        return trace.field("name");
    }

    Optional<String> worker() {
        return trace.field("pb");
    }

    Optional<String> scheduleId() {
        return trace.field("rjk");
    }

    boolean isCancelled() {
        return trace.field("cancelled").isPresent();
    }

    Optional<String> failedReason() {
        return trace.field("failedReason");
    }

    Optional<String> result() {
        return trace.field("returnvalue");
    }

    Optional<Instant> time(String field) {
        return trace.field(field)
                .filter(text -> text.matches("[0-9]{1,15}(\\.[0-9]+)?"))
                .map(text -> Instant.ofEpochMilli((long) Double.parseDouble(text)));
    }

    /** When it was added, if it could run at once. */
    Optional<Instant> readyFromTheStart() {
        return trace.field("opts").filter(opts -> DELAYED.matcher(opts).find()).isPresent()
                ? Optional.empty()
                : time("timestamp");
    }

    /** The trace of a failed attempt; each attempt adds one, and only the newest may be kept. */
    Optional<String> stackTrace(int attempt) {
        var traces = StackTraceList.read(trace.field("stacktrace").orElse(null));
        if (traces.isEmpty()) {
            return Optional.empty();
        }
        var index = traces.size() - 1 - (attempts() - attempt);
        return index >= 0 && index < traces.size() ? Optional.of(traces.get(index)) : Optional.empty();
    }
}
