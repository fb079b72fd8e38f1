package io.taurine.queue.flow;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.Backoff;
import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the options of a job under the names that BullMQ's users write. Times are milliseconds, ages seconds. */
final class FlowOptionsJson {

    private FlowOptionsJson() {}

    static JobOptions read(JsonNode opts) {
        requireObject("opts", opts);
        var options = JobOptions.builder();
        for (var field : opts.properties()) {
            if (!field.getValue().isNull()) {
                set(options, field.getKey(), field.getValue());
            }
        }
        return options.build();
    }

    private static void set(JobOptions.Builder options, String name, JsonNode value) {
        switch (name) {
            case "jobId" -> options.jobId(text(name, value));
            case "delay" -> options.delay(Duration.ofMillis(number(name, value)));
            case "priority" -> options.priority(integer(name, value));
            case "lifo" -> options.lifo(bool(name, value));
            case "attempts" -> options.attempts(Math.max(1, integer(name, value)));
            case "backoff" -> options.backoff(backoff(value));
            case "timestamp" -> options.timestamp(Instant.ofEpochMilli(number(name, value)));
            case "removeOnComplete" -> options.removeOnComplete(keep(name, value));
            case "removeOnFail" -> options.removeOnFail(keep(name, value));
            case "keepLogs" -> options.keepLogs(integer(name, value));
            case "stackTraceLimit" -> options.stackTraceLimit(integer(name, value));
            case "sizeLimit" -> options.sizeLimit(integer(name, value));
            case "parent" -> {
                requireObject(name, value);
                options.parent(text("parent.id", value.path("id")), text("parent.queue", value.path("queue")));
            }
            case "failParentOnFailure" -> options.failParentOnFailure(bool(name, value));
            case "continueParentOnFailure" -> options.continueParentOnFailure(bool(name, value));
            case "ignoreDependencyOnFailure" -> options.ignoreDependencyOnFailure(bool(name, value));
            case "removeDependencyOnFailure" -> options.removeDependencyOnFailure(bool(name, value));
            case "deduplication" -> options.deduplication(deduplication(value));
            default -> throw new IllegalArgumentException("unknown option " + name);
        }
    }

    private static Backoff backoff(JsonNode value) {
        if (value.isNumber()) {
            return Backoff.fixed(Duration.ofMillis(number("backoff", value)));
        }
        requireObject("backoff", value);
        var delay = value.path("delay");
        return new Backoff(
                text("backoff.type", value.path("type")),
                delay.isMissingNode() ? null : Duration.ofMillis(number("backoff.delay", delay)),
                value.path("jitter").asDouble(0));
    }

    private static KeepJobs keep(String name, JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue() ? KeepJobs.none() : KeepJobs.all();
        }
        if (value.isNumber()) {
            return KeepJobs.count(integer(name, value));
        }
        requireObject(name, value);
        var age = value.path("age");
        return new KeepJobs(
                optional(name + ".count", value.path("count")),
                age.isMissingNode() ? null : Duration.ofSeconds(number(name + ".age", age)),
                optional(name + ".limit", value.path("limit")));
    }

    private static Deduplication deduplication(JsonNode value) {
        requireObject("deduplication", value);
        var ttl = value.path("ttl");
        return new Deduplication(
                text("deduplication.id", value.path("id")),
                ttl.isMissingNode() ? null : Duration.ofMillis(number("deduplication.ttl", ttl)),
                value.path("extend").asBoolean(),
                value.path("replace").asBoolean(),
                value.path("reschedule").asBoolean(),
                value.path("keepLastIfActive").asBoolean());
    }

    private static @Nullable Integer optional(String name, JsonNode value) {
        return value.isMissingNode() ? null : integer(name, value);
    }

    private static void requireObject(String name, JsonNode value) {
        if (!value.isObject()) {
            throw new IllegalArgumentException(name + " must be an object, was " + value);
        }
    }

    private static String text(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + " must be a text, was " + value);
        }
        return value.textValue();
    }

    private static boolean bool(String name, JsonNode value) {
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(name + " must be true or false, was " + value);
        }
        return value.booleanValue();
    }

    private static long number(String name, JsonNode value) {
        if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(name + " must be a whole number, was " + value);
        }
        return value.longValue();
    }

    private static int integer(String name, JsonNode value) {
        var number = number(name, value);
        if (number != (int) number) {
            throw new IllegalArgumentException(name + " is too large, was " + value);
        }
        return (int) number;
    }
}
