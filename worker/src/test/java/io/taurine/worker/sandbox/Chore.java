package io.taurine.worker.sandbox;

/**
 * What a sandboxed job of the tests is told to do.
 *
 * @param what name of the deed
 * @param text a detail of it
 */
public record Chore(String what, String text) {}
