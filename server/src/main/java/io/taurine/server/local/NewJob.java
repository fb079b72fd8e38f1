package io.taurine.server.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.RetryRule;
import org.jspecify.annotations.Nullable;

/** What a job is made of. */
record NewJob(
        Definition<?> definition,
        JsonNode params,
        int priority,
        RetryRule retry,
        int maxAttempts,
        @Nullable String scheduleId,
        @Nullable String idempotencyKey,
        @Nullable String fingerprint) {}
