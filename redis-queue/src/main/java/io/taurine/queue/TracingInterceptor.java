package io.taurine.queue;

import io.taurine.job.JobOptions;
import io.taurine.queue.telemetry.SpanKind;
import io.taurine.queue.telemetry.SpanParent;
import io.taurine.queue.telemetry.Telemetry;
import io.taurine.queue.telemetry.TelemetryAttributes;
import io.taurine.queue.telemetry.TelemetrySpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span for each add, whose context travels in the jobs. As BullMQ does it, a plain add overwrites a context that the user
 * gave, a bulk, a flow and a job scheduler keep it. The last of the interceptors, so that it sees what is stored.
 */
final class TracingInterceptor implements AddInterceptor<Object> {

    private final Telemetry telemetry;

    TracingInterceptor(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public AddCall<Object> intercept(AddCall<Object> call) {
        return switch (call.kind()) {
            case ADD -> one(call);
            case SCHEDULER -> template(call);
            case ADD_BULK -> bulk(call);
            case FLOW, FLOW_BULK -> trees(call);
        };
    }

    private AddCall<Object> one(AddCall<Object> call) {
        var job = call.jobs().get(0);
        var span = start("add", call.queueName(), call.queueName() + "." + job.name(), SpanParent.current());
        span.setAttribute(TelemetryAttributes.JOB_NAME, job.name());
        return call.map(one -> carrying(one, span, true)).whenDone((ids, failure) -> endWithId(span, ids, failure));
    }

    private AddCall<Object> template(AddCall<Object> call) {
        var name = call.jobs().get(0).name();
        var span = start("add", call.queueName(), call.queueName() + "." + name, SpanParent.current());
        call.schedulerId().ifPresent(id -> span.setAttribute(TelemetryAttributes.JOB_SCHEDULER_ID, id));
        return call.map(one -> carrying(one, span, false)).whenDone((ids, failure) -> endWithId(span, ids, failure));
    }

    private AddCall<Object> bulk(AddCall<Object> call) {
        var span = start("addBulk", call.queueName(), call.queueName(), SpanParent.current());
        span.setAttribute(TelemetryAttributes.JOB_BULK_NAMES, names(call.jobs()));
        span.setAttribute(TelemetryAttributes.JOB_BULK_COUNT, call.jobs().size());
        return call.map(job -> carrying(job, span, false)).whenDone((ids, failure) -> end(span, failure));
    }

    /** A span for the whole, and one for each job, under that of its parent. */
    private AddCall<Object> trees(AddCall<Object> call) {
        var jobs = call.jobs();
        var whole = call.kind() == AddCall.Kind.FLOW ? flow(call) : flows(call);
        var nodes = new ArrayList<TelemetrySpan>(jobs.size());
        var carrying = new ArrayList<JobRequest<Object>>(jobs.size());
        for (int i = 0; i < jobs.size(); i++) {
            var place = call.place(i);
            var above = place.parent() < 0 ? whole : nodes.get(place.parent());
            var node = start("addNode", place.queueName(), place.queueName(), SpanParent.span(above));
            node.setAttribute(TelemetryAttributes.JOB_NAME, jobs.get(i).name());
            nodes.add(node);
            carrying.add(carrying(jobs.get(i), node, false));
        }
        return call.withJobs(carrying).whenDone((ids, failure) -> {
            for (int i = nodes.size() - 1; i >= 0; i--) {
                endWithId(nodes.get(i), i < ids.size() ? List.of(ids.get(i)) : List.of(), failure);
            }
            end(whole, failure);
        });
    }

    private TelemetrySpan flow(AddCall<Object> call) {
        var span = start("addFlow", call.queueName(), call.queueName(), SpanParent.current());
        span.setAttribute(TelemetryAttributes.FLOW_NAME, call.jobs().get(0).name());
        return span;
    }

    private TelemetrySpan flows(AddCall<Object> call) {
        var roots = new ArrayList<JobRequest<Object>>();
        for (int i = 0; i < call.jobs().size(); i++) {
            if (call.place(i).parent() < 0) {
                roots.add(call.jobs().get(i));
            }
        }
        var span = start("addBulkFlows", "", "", SpanParent.current());
        span.setAttribute(TelemetryAttributes.JOB_BULK_COUNT, roots.size());
        span.setAttribute(TelemetryAttributes.JOB_BULK_NAMES, String.join(",", names(roots)));
        return span;
    }

    private TelemetrySpan start(String operation, String queue, String destination, SpanParent parent) {
        var name = destination.isEmpty() ? operation : operation + " " + destination;
        var span = telemetry.startSpan(name, SpanKind.PRODUCER, parent);
        span.setAttribute(TelemetryAttributes.QUEUE_NAME, queue);
        span.setAttribute(TelemetryAttributes.QUEUE_OPERATION, operation);
        return span;
    }

    private static List<String> names(List<JobRequest<Object>> jobs) {
        return jobs.stream().map(JobRequest::name).toList();
    }

    private static JobRequest<Object> carrying(JobRequest<Object> job, TelemetrySpan span, boolean overwrite) {
        JobOptions options = job.options();
        if (options.omitTelemetryContext()
                || (!overwrite && options.telemetryMetadata().isPresent())) {
            return job;
        }
        return span.metadata()
                .map(context -> job.withOptions(
                        options.toBuilder().telemetryMetadata(context).build()))
                .orElse(job);
    }

    private static void endWithId(TelemetrySpan span, List<String> ids, @Nullable Throwable failure) {
        if (!ids.isEmpty()) {
            span.setAttribute(TelemetryAttributes.JOB_ID, ids.get(0));
        }
        end(span, failure);
    }

    private static void end(TelemetrySpan span, @Nullable Throwable failure) {
        if (failure != null) {
            span.recordFailure(failure);
        }
        span.end();
    }
}
