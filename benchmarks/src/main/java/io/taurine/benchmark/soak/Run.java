package io.taurine.benchmark.soak;

/**
 * One run of a job, as its worker noted it.
 *
 * @param attemptsMade attempts before this one; two runs with the same number are a double
 * @param claims of the job up to this one; a run may begin after that of a later claim, when the reply came late
 * @param started in ms since 1970
 */
record Run(String process, String queue, String id, String key, int attemptsMade, int claims, long started) {}
