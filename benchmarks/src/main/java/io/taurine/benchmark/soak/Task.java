package io.taurine.benchmark.soak;

/**
 * The data of a job. What it does is up to the way: {@code postpone} puts itself aside for a moment in its first run, {@code step}
 * adds two children to itself and waits for them, nothing is said of all others.
 *
 * @param ms how long a run takes
 * @param failures attempts that fail before one does not
 * @param values results of children that a run must find, -1 for any number
 */
record Task(String key, int ms, int failures, int values, String way) {}
