package io.taurine.worker.sandbox;

import java.util.Map;

/**
 * One message between a worker and its sandbox process.
 *
 * @param kind what it says
 * @param fields its details by name, all texts
 */
record Message(Kind kind, Map<String, String> fields) {

    enum Kind {
        /** From the process: the processor is made, jobs may come. */
        READY,
        /** From the process: the processor cannot be made; {@code message} says why. */
        REFUSED,
        /** To the process: run this job; {@code queue, id, token, fields} (JSON of the job hash). */
        JOB,
        /** From the process: the job ended well; {@code value} (JSON). */
        RESULT,
        /** From the process: the processor threw; {@code type, text, message, trace, unrecoverable, retryAfter, interrupted, broken}. */
        FAILURE,
        /** From the process: do this for the job and {@link #REPLY}; {@code job, token, operation, value}. */
        CALL,
        /** To the process: how the call ended; {@code value}, or {@code type, message} of what was thrown. */
        REPLY,
        /** To the process: end the run; {@code reason, message}. */
        CANCEL,
        /** To the process: no job will follow. */
        STOP,
        /** Never sent: stands for the end of the stream. */
        GONE
    }

    Message {
        fields = Map.copyOf(fields);
    }

    static Message of(Kind kind) {
        return new Message(kind, Map.of());
    }

    String get(String name) {
        return fields.getOrDefault(name, "");
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }
}
