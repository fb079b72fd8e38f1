package io.taurine.queue.internal;

import io.taurine.queue.JobOperationException;
import io.taurine.queue.ParentNotFoundException;
import io.taurine.queue.ParentRefusedException;

/** Turns the codes with which a job is refused when it is added into exceptions. */
public final class AddRefusals {

    private AddRefusals() {}

    /** Why a job was not added; the words are BullMQ's where it has some. */
    public static JobOperationException of(long code, String queue, EncodedJob job, String operation) {
        var id = job.customId();
        var parentKey = job.parentKey();
        return switch (ReplyCode.of(code)) {
            case PARENT_MISSING -> new ParentNotFoundException(queue, id, parentKey, operation);
            case OTHER_PARENT ->
                new ParentRefusedException(
                        queue,
                        id,
                        parentKey,
                        "The parent job " + parentKey + " cannot be replaced. " + operation + ": job " + id
                                + " in queue " + queue + " belongs to another parent that still exists");
            case OWN_ANCESTOR ->
                new ParentRefusedException(
                        queue,
                        id,
                        parentKey,
                        "Job " + id + " in queue " + queue + " is a parent of " + parentKey
                                + ", near or far, and cannot be its child too: both would wait for ever. " + operation);
            case TOO_DEEP ->
                new ParentRefusedException(
                        queue,
                        id,
                        parentKey,
                        "Job " + id + " in queue " + queue + " exists, has children, and cannot become a child of "
                                + parentKey + ": that one hangs below too many others to tell whether the job is one of"
                                + " them. " + operation);
            default -> throw new IllegalStateException("Unknown code " + code + " error for " + operation);
        };
    }
}
