package io.taurine.server.metric;

/**
 * Something a person should know.
 *
 * @param about the definition or schedule; empty where it is about all
 * @param text what is wrong, for people
 */
public record Alert(AlertKind kind, String about, String text) {}
