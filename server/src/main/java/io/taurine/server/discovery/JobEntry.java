package io.taurine.server.discovery;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.DurationText;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.Overlap;
import io.taurine.server.definition.Priority;
import io.taurine.server.definition.RunsOn;
import io.taurine.server.definition.ScheduleJson;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a definition of a job in a manifest. */
final class JobEntry {

    private static final Set<String> FIELDS = Set.of(
            "key",
            "name",
            "version",
            "handler",
            "description",
            "schedule",
            "params",
            "timeout",
            "retries",
            "attempts",
            "backoff",
            "concurrency",
            "processConcurrency",
            "priority",
            "lockLifetime",
            "enabled",
            "enabledBy",
            "overlap",
            "singleRunning",
            "minimalVersion",
            "config",
            "runsOn",
            "keepSucceeded",
            "keepFailed");
    private static final Set<String> BACKOFF = Set.of("type", "delay", "factor", "cap", "jitter");

    private final Entry entry;
    private final Problems problems;
    private final ClassLoader loader;
    private final Function<String, @Nullable String> environment;

    JobEntry(Entry entry, Problems problems, ClassLoader loader, Function<String, @Nullable String> environment) {
        this.entry = entry;
        this.problems = problems;
        this.loader = loader;
        this.environment = environment;
    }

    Optional<Found> read(String module, Optional<List<String>> publishes) {
        var before = problems.count();
        entry.knows(FIELDS);
        var builder = begin();
        fill(builder);
        builder.module(module);
        publishes.ifPresent(builder::publishes);
        if (problems.count() > before) {
            return Optional.empty();
        }
        try {
            return Optional.of(entry.found(builder.build()));
        } catch (IllegalArgumentException e) {
            entry.problem("minimalVersion", Problems.reason(e));
            return Optional.empty();
        }
    }

    /** Without key or handler there is nothing to set things on; those are checked all the same, on one of no use. */
    private Definition.Builder<?> begin() {
        var key = entry.has("key") ? "key" : "name";
        if (entry.has("key") && entry.has("name")) {
            entry.problem("name", "and key are the same, give one");
        }
        if (!entry.has(key)) {
            entry.problem("key", "is missing");
        }
        entry.require("handler");
        var named = new String[] {"nothing"};
        entry.text(
                key,
                value -> named[0] = Definition.of(value, Object.class, (params, context) -> null)
                        .build()
                        .key());
        var handler = new AtomicReference<@Nullable JobHandler<?>>();
        entry.text("handler", name -> handler.set(handler(name)));
        var found = handler.get();
        if (found == null) {
            return HandlerClass.nothing();
        }
        var builder = Definition.of(named[0], HandlerClass.paramsType(found.getClass()), found);
        HandlerClass.unavailable(found).ifPresent(builder::unavailable);
        return builder;
    }

    private @Nullable JobHandler<?> handler(String name) {
        try {
            var type = Class.forName(name, false, loader);
            return HandlerClass.instance(type, message -> entry.problem("handler", message))
                    .orElse(null);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("there is no class " + name + " in the jar", e);
        } catch (LinkageError e) {
            throw new IllegalArgumentException("the class " + name + " cannot be loaded: " + e, e);
        }
    }

    private void fill(Definition.Builder<?> builder) {
        entry.number("version", builder::version);
        entry.number("minimalVersion", builder::minimalVersion);
        entry.text("description", builder::description);
        entry.value("schedule", value -> builder.schedule(ScheduleJson.read(value)));
        entry.value("params", builder::scheduledParams);
        duration(entry, "timeout", builder::timeout);
        duration(entry, "lockLifetime", builder::lockLifetime);
        entry.number("concurrency", builder::concurrency);
        entry.number("processConcurrency", builder::processConcurrency);
        entry.word("priority", value -> builder.priority(Priority.of(value)));
        entry.flag("singleRunning", builder::singleRunning);
        entry.text("overlap", value -> builder.overlap(choice(Overlap.class, value)));
        entry.text("runsOn", value -> builder.runsOn(choice(RunsOn.class, value)));
        entry.object("config", value -> builder.config(ConfigJson.read(value)));
        entry.number("keepSucceeded", builder::keepSucceeded);
        entry.number("keepFailed", builder::keepFailed);
        retry(builder);
        enabled(builder);
    }

    private void retry(Definition.Builder<?> builder) {
        var rule = new RetryParts();
        if (entry.has("retries") && entry.has("attempts")) {
            entry.problem("retries", "and attempts exclude each other; attempts are one more");
        }
        entry.number("retries", value -> {
            if (value < 0) {
                throw new IllegalArgumentException("retries must be 0 or more, was " + value);
            }
            rule.attempts(Math.addExact(value, 1));
        });
        entry.number("attempts", rule::attempts);
        if (!entry.isObject("backoff")) {
            duration(entry, "backoff", rule::delay);
        } else {
            var backoff = entry.entry("backoff");
            backoff.knows(BACKOFF);
            backoff.text("type", value -> rule.factor(factor(value)));
            duration(backoff, "delay", rule::delay);
            backoff.decimal("factor", rule::factor);
            duration(backoff, "cap", rule::cap);
            backoff.decimal("jitter", rule::jitter);
        }
        entry.check("backoff", () -> builder.retry(rule.build()));
    }

    private static double factor(String type) {
        return switch (type) {
            case "fixed" -> 1;
            case "exponential" -> 2;
            default -> throw new IllegalArgumentException("type must be fixed or exponential, was '" + type + "'");
        };
    }

    private void enabled(Definition.Builder<?> builder) {
        var enabled = new AtomicBoolean(true);
        entry.flag("enabled", enabled::set);
        entry.text("enabledBy", name -> enabled.set(enabled.get() && "true".equalsIgnoreCase(environment.apply(name))));
        builder.enabled(enabled.get());
    }

    /** A plain number is milliseconds, as everywhere in BullMQ. */
    private static void duration(Entry entry, String name, Consumer<Duration> setter) {
        entry.value(
                name,
                value -> setter.accept(
                        value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
                                ? Duration.ofMillis(value.longValue())
                                : DurationText.parse(value.asText())));
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> name(value).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(JobEntry::name)
                                .collect(Collectors.joining(", "))
                        + ", was '" + text + "'"));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
