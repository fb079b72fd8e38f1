package io.taurine.server.rest;

/** A message with its place in the stream; one for all clients, so that what waits for many costs little. */
record StreamEntry(long number, String id, StreamMessage message) {}
