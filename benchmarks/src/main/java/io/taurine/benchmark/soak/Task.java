package io.taurine.benchmark.soak;

/**
 * The data of a job.
 *
 * @param ms how long a run takes
 * @param failures attempts that fail before one does not
 * @param values results of children that a run must find, -1 for any number
 */
record Task(String key, int ms, int failures, int values) {}
