package io.taurine.worker;

/**
 * The result of a job that was not run because another one was running in the fleet.
 *
 * @param skipped always true, for readers of the JSON
 * @param lock name of the lock that was taken
 */
public record SkippedRun(boolean skipped, String lock) {}
