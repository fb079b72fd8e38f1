package io.taurine.server.example;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.RetryableJobException;
import io.taurine.server.service.http.HttpCall;
import io.taurine.server.service.http.HttpService;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls an API. Only hosts of its config {@code hosts}: whoever may start jobs shall not reach everything that the server can.
 * A reply of 4xx ends the job, one of 5xx has it tried again.
 */
final class ApiHandler implements JobHandler<ApiHandler.Params> {

    private static final int LARGEST_REPLY = 65_536;

    /**
     * What to call.
     *
     * @param url http or https
     * @param method default GET
     * @param body JSON; default: none
     */
    record Params(
            @Nullable String url,
            @Nullable String method,
            @Nullable JsonNode body) {}

    @Override
    public Object run(@Nullable Params params, JobContext context) throws InterruptedException {
        var call = callOf(params, context);
        var reply = context.services().get(HttpService.class).send(call);
        context.logger().info("{} answered {}", call, reply.status());
        if (reply.status() >= 500) {
            throw new RetryableJobException(call + " answered " + reply.status(), (Throwable) null);
        }
        if (!reply.isSuccess()) {
            throw new FatalJobException(call + " answered " + reply.status());
        }
        return Map.of("status", reply.status(), "body", reply.text(), "attempts", reply.attempts());
    }

    private static HttpCall callOf(@Nullable Params params, JobContext context) {
        try {
            var url = params == null || params.url == null ? "" : params.url;
            var method = params == null || params.method == null ? "GET" : params.method;
            var call = HttpCall.of(method, URI.create(url)).maxBodyBytes(LARGEST_REPLY);
            if (params != null && params.body != null && !params.body.isNull()) {
                call.json(params.body.toString());
            }
            var built = call.build();
            requireAllowed(built.uri().getHost(), context);
            return built;
        } catch (IllegalArgumentException e) {
            throw new FatalJobException(e.getMessage() == null ? "url is none" : e.getMessage(), e);
        }
    }

    private static void requireAllowed(String host, JobContext context) {
        var hosts = context.config().get("hosts") instanceof Collection<?> listed ? listed : List.of();
        if (!hosts.contains(host)) {
            throw new FatalJobException("The host " + host + " is not among the config's hosts " + hosts);
        }
    }
}
