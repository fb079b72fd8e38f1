package io.taurine.worker;

/**
 * A result whose job is removed the moment it completes, whatever its options and its worker say about completed jobs. Only
 * the event tells of it.
 */
public interface UnkeptResult {}
