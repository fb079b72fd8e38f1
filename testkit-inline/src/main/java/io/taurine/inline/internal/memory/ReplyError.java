package io.taurine.inline.internal.memory;

/** An error reply; its message is the text on the wire. */
final class ReplyError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReplyError(String message) {
        super(message, null, false, false);
    }

    static ReplyError syntax() {
        return new ReplyError("ERR syntax error");
    }

    static ReplyError wrongType() {
        return new ReplyError("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
