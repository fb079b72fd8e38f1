package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;

/** Of the module that {@link CurlExamplesIT} switches off and on. */
public final class ModuleGreeting implements JobHandler<JsonNode> {

    @Override
    public Object run(JsonNode params, JobContext context) {
        return "hello";
    }
}
