package io.taurine.queue.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taurine.job.JobIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must hold for a job at any moment. Knows nothing of Redis. */
final class JobRules {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Pattern AUTOMATIC_ID = Pattern.compile("[1-9][0-9]{0,14}");
    private static final double PRIORITY_STEP = 1L << 32;
    private static final double DELAYED_STEP = 4096;

    /** Clients reckon by their own clocks. */
    private static final long CLOCK_SLACK_MILLIS = Duration.ofDays(1).toMillis();

    private final long stalledAfterMillis;

    JobRules(Duration stalledAfter) {
        stalledAfterMillis = stalledAfter.toMillis();
    }

    List<Suspicion> judge(JobReport job) {
        var findings = new ArrayList<Finding>();
        if (!job.isStored()) {
            judgeMissing(job, findings);
        } else if (job.isJob() || !job.places().isEmpty()) {
            judgePlaces(job, findings);
            judgeContent(job, findings);
            judgeTimes(job, findings);
            judgeFamily(job, findings);
            judgeLock(job, findings);
            judgeCounters(job, findings);
        }
        return findings.stream()
                .map(finding -> new Suspicion(finding, job.trace()))
                .toList();
    }

    private void judgeMissing(JobReport job, List<Finding> findings) {
        if (!job.places().isEmpty()) {
            // While a worker runs it, that worker will notice.
            if (!job.isIn("active") || job.lockMillis() == -2) {
                findings.add(Finding.of(
                        FindingKind.ID_WITHOUT_JOB, job.id(), placesOf(job) + " lists it, but there is no such job"));
            }
        } else if (!job.leftovers().isEmpty()) {
            findings.add(Finding.of(
                    FindingKind.KEYS_WITHOUT_JOB,
                    job.id(),
                    "left of it: " + job.leftovers().replace(",", ", ")));
        }
        judgeLock(job, findings);
    }

    private static String placesOf(JobReport job) {
        var places = new TreeSet<>(job.places());
        var text = String.join(" and ", places);
        return places.size() < job.places().size() ? text + " (more than once)" : text;
    }

    private static void judgePlaces(JobReport job, List<Finding> findings) {
        if (job.isLineUnseen()) {
            return;
        }
        if (job.places().isEmpty()) {
            findings.add(Finding.of(
                    FindingKind.JOB_IN_NO_STATE,
                    job.id(),
                    "no state lists it"
                            + (job.finishedOn().isEmpty()
                                    ? ", it has not ended"
                                    : ", it ended at " + instant(job.finishedOn()))));
        } else if (job.places().size() > 1) {
            findings.add(Finding.of(FindingKind.JOB_IN_SEVERAL_STATES, job.id(), placesOf(job) + " list it"));
        }
    }

    private static void judgeContent(JobReport job, List<Finding> findings) {
        var lacking = new ArrayList<String>();
        if (!job.type().equals("hash")) {
            lacking.add("a hash (it is a " + job.type() + ")");
        } else {
            Stream.of(
                            lack("name", job.name().isEmpty()),
                            lack("data", !job.hasData()),
                            lack("opts", job.opts().isEmpty()),
                            lack("timestamp", job.timestamp().isEmpty()))
                    .flatMap(List::stream)
                    .forEach(lacking::add);
            if (!job.opts().isEmpty() && !isJson(job.opts())) {
                lacking.add("opts that are JSON");
            }
        }
        if (!lacking.isEmpty()) {
            findings.add(Finding.of(FindingKind.JOB_INCOMPLETE, job.id(), "it lacks " + String.join(", ", lacking)));
        }
    }

    private static List<String> lack(String field, boolean lacks) {
        return lacks ? List.of(field) : List.of();
    }

    /** Some languages write an array where they have no options. */
    private static boolean isJson(String text) {
        try {
            return MAPPER.readTree(text).isContainerNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static void judgeTimes(JobReport job, List<Finding> findings) {
        if (job.places().equals(List.of("completed")) || job.places().equals(List.of("failed"))) {
            var lacking = new ArrayList<String>();
            lacking.addAll(lack("finishedOn", job.finishedOn().isEmpty()));
            if (job.isIn("completed")) {
                lacking.addAll(lack("processedOn", job.processedOn().isEmpty()));
                lacking.addAll(lack("returnvalue", !job.hasResult()));
            } else {
                lacking.addAll(lack("failedReason", !job.hasReason()));
            }
            if (!lacking.isEmpty()) {
                findings.add(Finding.of(
                        FindingKind.ENDED_WITHOUT_OUTCOME,
                        job.id(),
                        "it is " + job.places().get(0) + ", but has no " + String.join(", no ", lacking)));
            }
        }
        if (!job.delayedScore().isEmpty()) {
            var due = Double.parseDouble(job.delayedScore()) / DELAYED_STEP;
            var latest = Math.max((double) job.now(), number(job.timestamp(), 0)) + Math.max(0, number(job.delay(), 0));
            if (due > latest + CLOCK_SLACK_MILLIS) {
                findings.add(Finding.of(
                        FindingKind.DELAYED_TOO_LONG,
                        job.id(),
                        "it is due at " + millis(due) + ", although its delay is " + job.delay() + " ms"));
            }
        }
        if (!job.prioritizedScore().isEmpty()) {
            var scored = Math.floor(Double.parseDouble(job.prioritizedScore()) / PRIORITY_STEP);
            var own = number(job.priority(), 0);
            if (scored != Math.floor(own)) {
                findings.add(Finding.of(
                        FindingKind.PRIORITY_MISMATCH,
                        job.id(),
                        "its priority is " + (long) own + ", it stands in line with " + (long) scored));
            }
        }
    }

    private static void judgeFamily(JobReport job, List<Finding> findings) {
        if (job.childrenLeft().equals("0") && job.places().size() == 1) {
            findings.add(Finding.of(
                    FindingKind.PARENT_WITHOUT_CHILDREN, job.id(), "it waits for children, of which none is left"));
        }
        if (job.isUnknownToParent() && !job.isIn("completed") && !job.isIn("failed")) {
            findings.add(Finding.of(
                    FindingKind.CHILD_UNKNOWN_TO_PARENT,
                    job.id(),
                    "its parent " + job.parentKey() + " does not know of it"));
        }
    }

    private static long age(JobReport job) {
        return job.now() - (long) number(job.processedOn(), number(job.timestamp(), 0));
    }

    private void judgeActive(JobReport job, List<Finding> findings) {
        if (job.lockMillis() == -1) {
            findings.add(Finding.of(FindingKind.LOCK_WITHOUT_END, job.id(), "its lock never ends"));
        } else if (job.lockMillis() == -2 && job.isStored() && !job.isAttended() && age(job) > stalledAfterMillis) {
            findings.add(Finding.of(
                    FindingKind.ACTIVE_WITHOUT_LOCK,
                    job.id(),
                    "no worker holds it, and none checks for silent ones; it was claimed at "
                            + instant(job.processedOn())));
        }
    }

    private void judgeLock(JobReport job, List<Finding> findings) {
        if (job.isIn("active")) {
            judgeActive(job, findings);
        } else if (job.lockMillis() != -2) {
            findings.add(Finding.of(
                    FindingKind.LOCK_WITHOUT_ACTIVE_JOB,
                    job.id(),
                    "it is locked, but not active" + (job.lockMillis() == -1 ? "; the lock never ends" : "")));
        }
    }

    private static void judgeCounters(JobReport job, List<Finding> findings) {
        if (AUTOMATIC_ID.matcher(job.id()).matches() && Long.parseLong(job.id()) > number(job.lastId(), 0)) {
            findings.add(Finding.of(
                    FindingKind.ID_COUNTER_BEHIND,
                    job.id(),
                    "this job exists, the counter of ids is at " + (job.lastId().isEmpty() ? "0" : job.lastId())));
        }
        if (!job.prioritizedScore().isEmpty()) {
            var counted = countOf(job);
            if (counted > number(job.priorityCounter(), 0)) {
                findings.add(Finding.of(
                        FindingKind.PRIORITY_COUNTER_BEHIND,
                        job.id(),
                        "it came as number " + (long) counted + ", the counter is at "
                                + (job.priorityCounter().isEmpty() ? "0" : job.priorityCounter())));
            }
        }
    }

    /** The how manieth a prioritized job was to come. */
    static double countOf(JobReport job) {
        return Double.parseDouble(job.prioritizedScore()) % PRIORITY_STEP;
    }

    private static double number(String text, double otherwise) {
        try {
            return text.isEmpty() ? otherwise : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static String instant(String millis) {
        return millis.isEmpty() ? "no known time" : millis(number(millis, 0));
    }

    private static String millis(double millis) {
        return Instant.ofEpochMilli((long) millis).toString();
    }

    /** An id that cannot be that of a job, or that a state must not list. */
    static boolean isLegacyMarker(String id) {
        return id.equals("0") || id.startsWith("0:");
    }

    static boolean isKeyOfQueue(String suffix) {
        return (JobIds.isReserved(suffix) && !suffix.startsWith("repeat:")) || suffix.startsWith("taurine:");
    }
}
