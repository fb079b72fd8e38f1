package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event of a queue as one side's listener delivers it.
 *
 * @param job id of the job, empty for an event of the whole queue
 * @param told what the event adds: result, reason, progress, due time, attempts or previous state; null for nothing
 * @param millis when Redis wrote it
 */
record SeenEvent(String name, String job, JsonNode told, long millis) {}
