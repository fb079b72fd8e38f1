package io.taurine.server.redis;

import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.queue.listing.JobList;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.internal.ExactJson;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the states of the engine are called by the server's users. The table is in {@code docs/job-server.md}. */
final class JobStates {

    /** What the engine writes as the reason of a run that took too long, after the job and its queue. */
    private static final String TOO_LONG = " ran longer than its timeout of ";

    private JobStates() {}

    static JobStatus status(JobState state, Job<?> job) {
        return switch (state) {
            case WAITING, PRIORITIZED, WAITING_CHILDREN, UNKNOWN -> JobStatus.QUEUED;
            case DELAYED -> JobStatus.DELAYED;
            case ACTIVE -> isCancelled(job) ? JobStatus.CANCELLING : JobStatus.RUNNING;
            case COMPLETED ->
                Skipped.reason(job.returnValueJson()).isPresent() ? JobStatus.SKIPPED : JobStatus.SUCCEEDED;
            case FAILED -> failed(job);
        };
    }

    private static JobStatus failed(Job<?> job) {
        if (isCancelled(job)) {
            return JobStatus.CANCELLED;
        }
        return isTimeout(job.queueName(), job.id(), job.failedReason().orElse(""))
                ? JobStatus.TIMED_OUT
                : JobStatus.FAILED;
    }

    private static boolean isCancelled(Job<?> job) {
        return job.field("cancelled").isPresent();
    }

    static boolean isTimeout(String queue, String id, String failedReason) {
        return failedReason.startsWith("Job " + id + " in queue " + queue + TOO_LONG);
    }

    /** Why it was cancelled or skipped. */
    static Optional<String> reason(JobStatus status, Job<?> job) {
        return switch (status) {
            case CANCELLING, CANCELLED ->
                job.field("cancelled")
                        .map(ExactJson::read)
                        .map(mark -> mark.path("reason").asText());
            case SKIPPED -> Skipped.reason(job.returnValueJson());
            default -> Optional.empty();
        };
    }

    /** The lists of the engine in which jobs with that status are; others may be among the active ones. */
    static List<JobList> listsOf(JobStatus status) {
        return switch (status) {
            case QUEUED -> List.of(JobList.WAITING, JobList.ASIDE, JobList.PRIORITIZED, JobList.WAITING_CHILDREN);
            case DELAYED -> List.of(JobList.DELAYED);
            case RUNNING, CANCELLING -> List.of(JobList.ACTIVE);
            case SUCCEEDED -> List.of(JobList.COMPLETED);
            case SKIPPED -> List.of(JobList.SKIPPED);
            case FAILED -> List.of(JobList.FAILED);
            case CANCELLED -> List.of(JobList.CANCELLED);
            case TIMED_OUT -> List.of(JobList.TIMED_OUT);
        };
    }

    static Map<JobStatus, Long> counts(Map<JobList, Long> found) {
        var counts = new EnumMap<JobStatus, Long>(JobStatus.class);
        for (var status : JobStatus.values()) {
            counts.put(
                    status,
                    listsOf(status).stream()
                            .mapToLong(list -> found.getOrDefault(list, 0L))
                            .sum());
        }
        long cancelling = found.getOrDefault(JobList.CANCELLING, 0L);
        counts.put(JobStatus.CANCELLING, cancelling);
        counts.merge(JobStatus.RUNNING, -cancelling, Long::sum);
        return counts;
    }
}
