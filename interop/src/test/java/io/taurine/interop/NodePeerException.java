package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** An operation that BullMQ refused, with BullMQ's own message, error code and error name. */
final class NodePeerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String op;
    private final String reason;
    private final @Nullable Integer code;
    private final @Nullable String name;

    NodePeerException(String op, String reason, @Nullable Integer code, @Nullable String name) {
        super(op + ": " + reason);
        this.op = op;
        this.reason = reason;
        this.code = code;
        this.name = name;
    }

    static NodePeerException of(String op, JsonNode error) {
        var code = error.path("code");
        var name = error.path("name");
        return new NodePeerException(
                op,
                error.path("message").asText(),
                code.isInt() ? code.intValue() : null,
                name.isTextual() ? name.textValue() : null);
    }

    String op() {
        return op;
    }

    /** BullMQ's message, without our prefix. */
    String reason() {
        return reason;
    }

    /** BullMQ's negative error code, or null when the error had none. */
    @Nullable
    Integer code() {
        return code;
    }

    @Nullable
    String name() {
        return name;
    }
}
