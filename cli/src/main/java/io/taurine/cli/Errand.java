package io.taurine.cli;

/**
 * Data of a job of the demo.
 *
 * @param what the thing it is about
 * @param takesMs how long one run takes
 * @param failures how many runs fail before one succeeds
 */
record Errand(String what, int takesMs, int failures) {

    static Errand of(String what, int takesMs) {
        return new Errand(what, takesMs, 0);
    }
}
