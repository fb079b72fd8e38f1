package io.taurine.server.runner;

import java.util.Locale;

/** Where a job is, in the words of the server's users. */
public enum JobStatus {
    QUEUED(false),
    DELAYED(false),
    RUNNING(false),
    SUCCEEDED(true),
    FAILED(true),
    /** It runs and was told to end. */
    CANCELLING(false),
    CANCELLED(true),
    TIMED_OUT(true),
    /** It ended without being run: its version is too old, or another run had the lock. */
    SKIPPED(true);

    private final boolean isEnd;

    JobStatus(boolean isEnd) {
        this.isEnd = isEnd;
    }

    /** True when nothing more happens by itself. */
    public boolean isEnd() {
        return isEnd;
    }

    /** As in the API: {@code timed-out}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a {@link #wireName}.
     *
     * @throws IllegalArgumentException if there is no such status; the message lists all
     */
    public static JobStatus of(String wireName) {
        for (var status : values()) {
            if (status.wireName().equals(wireName)) {
                return status;
            }
        }
        throw new IllegalArgumentException("There is no status " + wireName + "; there are "
                + String.join(
                        ", ",
                        java.util.Arrays.stream(values())
                                .map(JobStatus::wireName)
                                .toList()));
    }
}
