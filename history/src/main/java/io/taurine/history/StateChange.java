package io.taurine.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of a job from a state to the next, as the queue told it.
 *
 * @param ref identifies it for ever; two with the same are the same
 * @param executionRef the {@link Execution#ref} it belongs to; null while the job does not run
 * @param state BullMQ's name of the event: {@code waiting}, {@code active}, {@code completed}, …
 * @param detail what there is to say, by state: the state before, the reason, when it is due; null for nothing
 * @param step as which it is an event too, with the ref as its id; null for none
 * @param runNumber of the execution that the event tells of; 0 for none
 */
public record StateChange(
        String ref,
        String queue,
        String jobId,
        @Nullable String executionRef,
        String state,
        @Nullable String detail,
        Instant happenedAt,
        @Nullable JobStep step,
        int runNumber) {

    public StateChange {
        queue = Texts.name(queue);
        jobId = Texts.jobId(jobId);
        detail = detail == null ? null : Texts.text(detail, Texts.DETAIL_LENGTH);
    }

    /** One that is no event. */
    public StateChange(
            String ref,
            String queue,
            String jobId,
            @Nullable String executionRef,
            String state,
            @Nullable String detail,
            Instant happenedAt) {
        this(ref, queue, jobId, executionRef, state, detail, happenedAt, null, 0);
    }

    /** The ref of what an event of a queue's stream tells of. */
    public static String refOf(String queue, String eventId) {
        return Refs.of(queue, eventId);
    }
}
