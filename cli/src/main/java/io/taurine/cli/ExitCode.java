package io.taurine.cli;

/** What the program tells the shell. */
final class ExitCode {

    static final int DONE = 0;
    /** The queue refused: not found, locked, not in the state that is needed. */
    static final int REFUSED = 1;
    /** Wrong usage; nothing was done. */
    static final int USAGE = 2;
    /** Redis does not answer, or does not let us in. */
    static final int UNREACHABLE = 3;
    /** A fault of this program. */
    static final int FAULT = 70;

    private ExitCode() {}
}
