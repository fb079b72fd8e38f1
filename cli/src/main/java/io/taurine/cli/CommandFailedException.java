package io.taurine.cli;

/** A command did not do its job. Its message says all there is to say: where in our code that was noticed helps nobody. */
final class CommandFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message, null, false, false);
    }
}
