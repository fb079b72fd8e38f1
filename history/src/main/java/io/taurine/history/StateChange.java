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
 */
public record StateChange(
        String ref,
        String queue,
        String jobId,
        @Nullable String executionRef,
        String state,
        @Nullable String detail,
        Instant happenedAt) {

    public StateChange {
        queue = Texts.name(queue);
        jobId = Texts.jobId(jobId);
        detail = detail == null ? null : Texts.text(detail, Texts.DETAIL_LENGTH);
    }
}
