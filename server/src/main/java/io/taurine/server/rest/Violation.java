package io.taurine.server.rest;

/**
 * One thing that is wrong with a request.
 *
 * @param in {@code body}, {@code query}, {@code path} or {@code header}
 * @param pointer JSON pointer to it; empty for the whole
 */
record Violation(String in, String pointer, String message) {}
