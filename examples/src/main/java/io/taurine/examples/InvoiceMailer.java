package io.taurine.examples;

import io.taurine.server.definition.ExecutionEnd;
import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobDefinition;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.RetryableJobException;
import io.taurine.server.service.http.HttpService;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A definition with all that docs/writing-a-definition.md tells of. */
// snippet: annotated-definition
@JobDefinition(
        key = "invoices.send",
        description = "Sends invoices to customers",
        attempts = 5,
        backoff = "PT2S",
        backoffFactor = 2,
        backoffCap = "PT10M",
        timeout = "PT5M",
        schedule = "0 6 * * 1-5 in Europe/Berlin")
public final class InvoiceMailer implements JobHandler<InvoiceMailer.Params> {

    public record Params(URI billing, List<String> customers) {}

    @Override
    public Object run(Params params, JobContext context) throws InterruptedException {
        var sent = 0;
        for (var customer : params.customers()) {
            context.cancellation().throwIfCancelled();
            send(params.billing(), customer, context);
            context.progress(++sent, params.customers().size(), customer);
        }
        context.emit("invoices.sent", Map.of("count", sent));
        return Map.of("sent", sent);
    }
    // end

    // snippet: definition-errors
    private static void send(URI billing, String customer, JobContext context) throws InterruptedException {
        var http = context.services().get(HttpService.class);
        var reply = http.get(billing.resolve("/invoices/" + customer));
        if (reply.status() == 404) {
            throw new FatalJobException("there is no customer " + customer);
        }
        if (reply.status() == 503) {
            throw new RetryableJobException("the books are being closed", Duration.ofMinutes(15), null);
        }
        context.logger().info("Sent to {}", customer);
    }
    // end

    // snippet: definition-hooks
    @Override
    public void onFail(JobContext context, Throwable failure) {
        context.logger().warn("Attempt {} of {} failed", context.attempt(), context.maxAttempts());
    }

    @Override
    public void onEnd(JobContext context, ExecutionEnd end) {
        context.emit("invoices.ended", end);
    }
    // end
}
