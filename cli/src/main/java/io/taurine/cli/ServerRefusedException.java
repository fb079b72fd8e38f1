package io.taurine.cli;

/** The server did not do what it was asked for. Its message says all there is to say. */
final class ServerRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    ServerRefusedException(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
