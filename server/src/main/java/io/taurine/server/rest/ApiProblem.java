package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.job.TaurineException;
import java.util.List;
import java.util.Map;

/** A request that is not answered as it was meant; becomes {@code application/problem+json}. */
final class ApiProblem extends TaurineException {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final long serialVersionUID = 1L;

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not found"),
            Map.entry(405, "Method not allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(412, "Precondition failed"),
            Map.entry(413, "Content too large"),
            Map.entry(415, "Unsupported media type"),
            Map.entry(416, "Range not satisfiable"),
            Map.entry(422, "Unprocessable content"),
            Map.entry(429, "Too many requests"),
            Map.entry(501, "Not implemented"),
            Map.entry(503, "Service unavailable"));

    private final int status;
    private final String code;
    private final transient List<Violation> violations;

    ApiProblem(int status, String code, String detail) {
        this(status, code, detail, List.of());
    }

    /** The code is what programs look at: once given it stays. */
    ApiProblem(int status, String code, String detail, List<Violation> violations) {
        super(detail);
        this.status = status;
        this.code = code;
        this.violations = List.copyOf(violations);
    }

    static ApiProblem invalid(List<Violation> violations) {
        return new ApiProblem(400, "invalid_request", "The request does not fit the document.", violations);
    }

    static ApiProblem invalid(String in, String pointer, String message) {
        return invalid(List.of(new Violation(in, pointer, message)));
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    ObjectNode json() {
        var json = Json.object()
                .put("type", "urn:taurine:problem:" + code)
                .put("title", TITLES.getOrDefault(status, status >= 500 ? "Internal error" : "Bad request"))
                .put("status", status)
                .put("code", code)
                .put("detail", getMessage());
        if (!violations.isEmpty()) {
            var errors = json.putArray("errors");
            for (var violation : violations) {
                errors.addObject()
                        .put("in", violation.in())
                        .put("pointer", violation.pointer())
                        .put("message", violation.message());
            }
        }
        return json;
    }
}
