package io.taurine.history;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads from what the engine stores what the history calls it. */
final class Verdicts {

    private static final Pattern TIMEOUT = Pattern.compile("Job .* in queue .* ran longer than its timeout of \\d+ ms");
    private static final Pattern VERSION = Pattern.compile(".*@([1-9][0-9]{0,8})");

    private static final String SKIPPED = "taurine:skipped";

    /** So that no reason keeps the pattern busy. */
    private static final int LONGEST = 1_000;

    private Verdicts() {}

    static Outcome failed(String reason, boolean isCancelled) {
        if (isCancelled) {
            return Outcome.CANCELLED;
        }
        return isTimeout(reason) ? Outcome.TIMED_OUT : Outcome.FAILED;
    }

    static boolean isTimeout(@Nullable String reason) {
        return reason != null
                && TIMEOUT.matcher(reason.substring(0, Math.min(reason.length(), LONGEST)))
                        .lookingAt();
    }

    /** A run that had nothing to do says so in its result: the server's way, and that of a worker whose lock was taken. */
    static Outcome completed(String resultJson) {
        return resultJson.startsWith("{\"taurine:skipped\"") || resultJson.startsWith("{\"skipped\":true,\"lock\"")
                ? Outcome.SKIPPED
                : Outcome.SUCCEEDED;
    }

    /** Why a run of the server had nothing to do; null for a result that does not say so, and nothing else. */
    static @Nullable String skipReason(@Nullable String resultJson) {
        if (resultJson == null || !resultJson.startsWith("{\"" + SKIPPED + "\"")) {
            return null;
        }
        var result = StepEvents.read(resultJson);
        return result.size() == 1 ? result.path(SKIPPED).asText() : null;
    }

    /** The version of a definition is part of the job's name: {@code mail@2}. */
    static OptionalInt version(String jobName) {
        var match = VERSION.matcher(jobName);
        return match.matches() ? OptionalInt.of(Integer.parseInt(match.group(1))) : OptionalInt.empty();
    }

    /** The first line of a stack trace has the message. */
    static Optional<String> message(String stackTrace) {
        return stackTrace.lines().findFirst().map(line -> {
            var colon = line.indexOf(": ");
            return colon < 0 ? line : line.substring(colon + 2);
        });
    }
}
