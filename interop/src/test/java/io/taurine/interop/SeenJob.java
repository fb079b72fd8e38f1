package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** A job as one side's getters show it; progress is 0 until it is first set, as in BullMQ. */
record SeenJob(
        String id,
        String name,
        JsonNode data,
        String state,
        int priority,
        long delayMillis,
        int attemptsMade,
        int attemptsStarted,
        int stalledCount,
        long processedOn,
        JsonNode progress,
        Optional<JsonNode> returnValue,
        Optional<String> failedReason,
        List<String> stackTraces,
        List<String> logs,
        Optional<String> processedBy) {}
