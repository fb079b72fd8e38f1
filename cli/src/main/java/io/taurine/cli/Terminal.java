package io.taurine.cli;

/** Which of the standard streams are a terminal. */
record Terminal(boolean in, boolean out, boolean err) {

    static final Terminal NONE = new Terminal(false, false, false);

    /** As the script {@code taurine} tells: the JVM itself cannot look at each stream. */
    static Terminal ofProcess() {
        var told = System.getProperty("taurine.terminal", "");
        return new Terminal(told.contains("in"), told.contains("out"), told.contains("err"));
    }
}
