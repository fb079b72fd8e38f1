package io.taurine.cli;

/**
 * A payload or result as JSON text, to the letter: what passes through a shell command must come out as it went in, and a
 * number of thirty digits must not become a double.
 */
record JsonText(String text) {

    @Override
    public String toString() {
        return text;
    }
}
