package io.taurine.job;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for job ids chosen by the caller. Stricter than BullMQ where a foreign id would break a queue: a job lives
 * under {@code prefix:queue:id}, so an id equal to the name of one of the queue's own keys would overwrite it.
 */
public final class JobIds {

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");

    private static final Set<String> QUEUE_KEYS = Set.of(
            "id",
            "meta",
            "wait",
            "active",
            "prioritized",
            "pc",
            "delayed",
            "completed",
            "failed",
            "waiting-children",
            "marker",
            "events",
            "limiter",
            "stalled",
            "stalled-check",
            "repeat",
            "paused",
            "delay",
            "priority",
            "metrics");

    private JobIds() {}

    /**
     * Returns the id when it may be used for a new job.
     *
     * @throws IllegalArgumentException if it is empty, looks like an integer (those are given out by the queue), starts with
     *     {@code 0:}, contains a colon (exactly two are tolerated, as BullMQ does), or is reserved
     */
    public static String requireCustom(String id) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("jobId must not be empty");
        }
        if (INTEGER.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "jobId must not be an integer, the queue hands those out itself; was " + id + ", use a prefix");
        }
        if (id.startsWith("0:")) {
            throw new IllegalArgumentException("jobId must not start with '0:', was " + id);
        }
        var colons = id.chars().filter(c -> c == ':').count();
        if (colons != 0 && colons != 2) {
            throw new IllegalArgumentException("jobId must not contain ':', was " + id);
        }
        if (isReserved(id)) {
            throw new IllegalArgumentException(
                    "jobId must not be or begin with a name the queue uses itself, was " + id);
        }
        return id;
    }

    /** Returns the parent when a job may have that id; a key of the queue itself has no children. */
    static JobParent requireParent(JobParent parent) {
        if (isReserved(parent.id()) && !parent.id().startsWith("repeat:")) {
            throw new IllegalArgumentException(
                    "the id of a parent must not be a name the queue uses itself, was " + parent.id());
        }
        return parent;
    }

    /** True when the key of that name belongs to the queue itself, so that it names no job; iterations of schedulers included. */
    public static boolean isReserved(String id) {
        var colon = id.indexOf(':');
        var head = colon < 0 ? id : id.substring(0, colon);
        return QUEUE_KEYS.contains(head) || (colon >= 0 && (head.equals("de") || head.equals("dn")));
    }
}
