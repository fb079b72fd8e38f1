package io.taurine.benchmark.soak;

/**
 * One run of a job, as its worker noted it.
 *
 * @param attemptsMade attempts before this one; two runs with the same number are a double
 * @param started in ms since 1970
 */
record Run(String process, String queue, String id, String key, int attemptsMade, long started) {}
