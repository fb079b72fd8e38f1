package io.taurine.server.rest;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which code answers which operation of the document. */
final class Bindings {

    /** Answers one operation. What it throws becomes a problem. */
    @FunctionalInterface
    interface Answer {
        Reply to(Call call) throws Exception;
    }

    /** The operations whose answers have no end; they are not bound to an {@link Answer}. */
    static final Set<String> STREAMS = Set.of("stream", "streamEvents");

    private final Map<String, Answer> answers = new HashMap<>();

    Bindings on(String operationId, Answer answer) {
        if (answers.put(operationId, answer) != null) {
            throw new IllegalStateException(operationId + " is bound twice");
        }
        return this;
    }

    Answer get(String operationId) {
        var answer = answers.get(operationId);
        if (answer == null) {
            throw new IllegalStateException("The document has an operation " + operationId + " that nothing answers");
        }
        return answer;
    }

    Set<String> operationIds() {
        return Set.copyOf(answers.keySet());
    }
}
