package io.taurine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What a command tells: JSON documents or lines for a person on standard output, and where standard error is a terminal, a
 * status line below them that the next line replaces. Safe to share between threads.
 */
final class Output {

    private static final String ERASE = "\r\033[K";

    private final ReentrantLock lock = new ReentrantLock();
    private final PrintWriter out;
    private final PrintWriter err;
    private final Terminal terminal;
    private final boolean json;
    private final boolean colored;
    private boolean statusShown;

    Output(Surroundings surroundings, boolean json) {
        this.out = surroundings.out();
        this.err = surroundings.err();
        this.terminal = surroundings.terminal();
        this.json = json;
        this.colored = terminal.out()
                && !json
                && !surroundings.environment().containsKey("NO_COLOR")
                && !surroundings.environment().getOrDefault("TERM", "").equals("dumb");
    }

    boolean isJson() {
        return json;
    }

    /** One outcome: the document with {@code --json}, else the text, which may have several lines. */
    void result(ObjectNode document, Supplier<String> text) {
        line(json ? Json.write(document) : text.get());
    }

    /** For a person only. */
    void say(String text) {
        if (!json) {
            line(text);
        }
    }

    private void line(String text) {
        locked(() -> {
            eraseStatus();
            out.println(text);
            out.flush();
        });
    }

    /** A line on standard error that is no result: a notice, a warning. */
    void notice(String text) {
        locked(() -> {
            eraseStatus();
            err.println(text);
            err.flush();
        });
    }

    boolean showsStatus() {
        return terminal.err();
    }

    /** Puts this in place of the last status; nothing where nobody looks. */
    void status(String text) {
        if (terminal.err()) {
            locked(() -> {
                err.print(ERASE + Text.oneLine(text, 79));
                err.flush();
                statusShown = true;
            });
        }
    }

    void clearStatus() {
        locked(this::eraseStatus);
    }

    private void eraseStatus() {
        if (statusShown) {
            err.print(ERASE);
            err.flush();
            statusShown = false;
        }
    }

    /** True when the reader of standard output has gone, as after {@code | head}. */
    boolean isGone() {
        return out.checkError();
    }

    /** Colour where a person sees it. */
    String styled(Style style, String text) {
        return colored ? "\033[" + style.code + "m" + text + "\033[0m" : text;
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** The few ways in which text stands out. */
    enum Style {
        BOLD("1"),
        FAINT("2"),
        GREEN("32"),
        YELLOW("33"),
        RED("31");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }
}
