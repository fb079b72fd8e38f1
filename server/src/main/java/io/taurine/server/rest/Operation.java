package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call as the document describes it.
 *
 * @param method upper-case
 * @param path below {@code /v1}, with parameters in braces
 * @param role least that is needed; null when anybody may call it
 * @param bodySchema null when there is no body
 * @param bodyNeeded false when the body may be left out
 * @param part of the server without which there is no such call; null for none
 * @param isQuestion true for one that has a body and still changes nothing
 * @param isUpload true when the body is a file of any type, which is not read into memory
 */
record Operation(
        String id,
        String method,
        String path,
        @Nullable Role role,
        List<Parameter> parameters,
        @Nullable Schema bodySchema,
        boolean bodyNeeded,
        @Nullable String part,
        boolean isQuestion,
        boolean isUpload) {

    /** True when it is written to the audit log. */
    boolean isChange() {
        for (var parameter : parameters) {
            if (parameter.name().equals("dryRun")) {
                return true;
            }
        }
        return false;
    }

    /**
     * A parameter of the path, the query or the headers.
     *
     * @param type {@code string}, {@code integer}, {@code boolean} or {@code array}
     * @param fallback what it is when it was not sent; null for nothing
     */
    record Parameter(
            String name,
            String in,
            boolean needed,
            String type,
            Schema schema,
            @Nullable JsonNode fallback) {}
}
