package io.taurine.inline.internal.memory;

import java.util.List;
import java.util.Locale;

/** The arguments of one command, read from left to right. */
final class Arguments {

    private final String command;
    private final List<String> texts;
    private int at;

    Arguments(String command, List<String> texts) {
        this.command = command;
        this.texts = texts;
    }

    String next() {
        if (at >= texts.size()) {
            throw new ReplyError(
                    "ERR wrong number of arguments for '" + command.toLowerCase(Locale.ROOT) + "' command");
        }
        return texts.get(at++);
    }

    long nextLong() {
        return integer(next());
    }

    double nextScore() {
        return Numbers.score(next());
    }

    boolean hasNext() {
        return at < texts.size();
    }

    int left() {
        return texts.size() - at;
    }

    /** Takes the next argument when it is this word, in any case. */
    boolean take(String word) {
        if (hasNext() && texts.get(at).equalsIgnoreCase(word)) {
            at++;
            return true;
        }
        return false;
    }

    List<String> rest() {
        var rest = texts.subList(at, texts.size());
        at = texts.size();
        if (rest.isEmpty()) {
            next();
        }
        return rest;
    }

    /** For what Redis may understand and this does not. */
    UnsupportedOperationException unknown() {
        return new UnsupportedOperationException("with " + next());
    }

    void requireEnd() {
        if (hasNext()) {
            throw unknown();
        }
    }

    static long integer(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ReplyError("ERR value is not an integer or out of range");
        }
    }
}
