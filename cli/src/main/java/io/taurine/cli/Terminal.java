package io.taurine.cli;

/** Which of the standard streams are a terminal. */
record Terminal(boolean in, boolean out, boolean err) {

    static final Terminal NONE = new Terminal(false, false, false);

    /** The script {@code taurine} knows each stream; the JVM alone only knows about in and out together. */
    static Terminal ofProcess() {
        var told = System.getProperty("taurine.terminal");
        if (told != null) {
            return new Terminal(told.contains("in"), told.contains("out"), told.contains("err"));
        }
        boolean console = System.console() != null;
        return new Terminal(console, console, console);
    }
}
