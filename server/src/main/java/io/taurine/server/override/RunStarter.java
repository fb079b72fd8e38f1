package io.taurine.server.override;

import com.fasterxml.jackson.databind.JsonNode;

/** Starts the runs that {@code runNow} asks for. */
@FunctionalInterface
public interface RunStarter {

    /**
     * Starts a job.
     *
     * @param id the same for each try of one run: an idempotency key
     * @throws io.taurine.server.runner.NoSuchDefinitionException it is not tried again
     * @throws io.taurine.server.runner.DefinitionDisabledException it is not tried again
     * @throws io.taurine.server.runner.InvalidParamsException it is not tried again; after anything else it is
     */
    void start(String key, JsonNode params, String id);
}
