package io.taurine.server.discovery;

import io.taurine.repeat.Zones;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.DurationText;
import io.taurine.server.definition.JobDefinition;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.Priority;
import io.taurine.server.definition.SchedulePreset;
import io.taurine.server.definition.ScheduleText;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a definition of a class with {@link JobDefinition}. */
final class AnnotatedClass {

    private final Class<?> type;
    private final JobDefinition settings;
    private final String file;
    private final Problems problems;
    private final Function<String, @Nullable String> environment;

    AnnotatedClass(Class<?> type, String file, Problems problems, Function<String, @Nullable String> environment) {
        this.type = type;
        this.settings = type.getAnnotation(JobDefinition.class);
        this.file = file;
        this.problems = problems;
        this.environment = environment;
    }

    Optional<Found> read() {
        var before = problems.count();
        var handler = HandlerClass.instance(type, message -> problems.add(file, type.getName(), message));
        // A key that is none leaves nothing to set things on; those are checked all the same, on one of no use.
        var builder = handler.flatMap(this::begin);
        builder.ifPresent(
                each -> HandlerClass.unavailable(handler.orElseThrow()).ifPresent(each::unavailable));
        fill(builder.orElseGet(HandlerClass::nothing));
        if (builder.isEmpty() || problems.count() > before) {
            return Optional.empty();
        }
        return Optional.of(new Found(builder.get().build(), file, type.getName()));
    }

    private Optional<Definition.Builder<?>> begin(JobHandler<?> handler) {
        try {
            return Optional.of(Definition.of(settings.key(), HandlerClass.paramsType(type), handler));
        } catch (IllegalArgumentException e) {
            wrong("key", e);
            return Optional.empty();
        }
    }

    private void fill(Definition.Builder<?> builder) {
        builder.description(settings.description()).overlap(settings.overlap()).runsOn(settings.runsOn());
        builder.singleRunning(settings.singleRunning()).enabled(isEnabled());
        text("module", settings.module(), builder::module);
        check("version", () -> builder.version(settings.version()));
        check("minimalVersion", () -> builder.minimalVersion(settings.minimalVersion()));
        check("concurrency", () -> builder.concurrency(settings.concurrency()));
        check("processConcurrency", () -> builder.processConcurrency(settings.processConcurrency()));
        check("keepSucceeded", () -> builder.keepSucceeded(settings.keepSucceeded()));
        check("keepFailed", () -> builder.keepFailed(settings.keepFailed()));
        text("priority", settings.priority(), value -> builder.priority(Priority.of(value)));
        text("timeout", settings.timeout(), value -> builder.timeout(DurationText.parse(value)));
        text("lockLifetime", settings.lockLifetime(), value -> builder.lockLifetime(DurationText.parse(value)));
        text("config", settings.config(), value -> builder.config(ConfigJson.parse(value)));
        retry(builder);
        schedule(builder);
        if (settings.minimalVersion() > Math.max(1, settings.version())) {
            wrong(
                    "minimalVersion",
                    "must not be above the version, " + settings.version() + ", was " + settings.minimalVersion());
        }
    }

    private boolean isEnabled() {
        var variable = settings.enabledBy();
        return settings.enabled()
                && (variable.isEmpty() || "true".equalsIgnoreCase(environment.apply(variable)))
                && isConditionMet();
    }

    private boolean isConditionMet() {
        try {
            return settings.enabledIf().getConstructor().newInstance().getAsBoolean();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            wrong("enabledIf", "cannot be asked: " + (e instanceof InvocationTargetException ? e.getCause() : e));
            return false;
        }
    }

    private void retry(Definition.Builder<?> builder) {
        var rule = new RetryParts();
        check("attempts", () -> rule.attempts(settings.attempts()));
        text("backoff", settings.backoff(), value -> rule.delay(DurationText.parse(value)));
        check("backoffFactor", () -> rule.factor(settings.backoffFactor()));
        text("backoffCap", settings.backoffCap(), value -> rule.cap(DurationText.parse(value)));
        check("backoffJitter", () -> rule.jitter(settings.backoffJitter()));
        check("backoffCap", () -> builder.retry(rule.build()));
    }

    private void schedule(Definition.Builder<?> builder) {
        if (settings.cron().isEmpty()) {
            if (!settings.timeZone().isEmpty()) {
                wrong("timeZone", "goes with cron only");
            }
            text("schedule", settings.schedule(), value -> builder.schedule(ScheduleText.parse(value)));
            return;
        }
        if (!settings.schedule().isEmpty()) {
            wrong("schedule", "and cron exclude each other");
        }
        var zone = settings.timeZone().isEmpty() ? "UTC" : settings.timeZone();
        check("timeZone", () -> Zones.parse(zone));
        check("cron", () -> SchedulePreset.parse(settings.cron(), Zones.parse("UTC")));
        try {
            builder.schedule(SchedulePreset.parse(settings.cron(), Zones.parse(zone)));
        } catch (IllegalArgumentException e) {
            // Told above.
            return;
        }
    }

    private void text(String name, String value, Consumer<String> setter) {
        if (!value.isEmpty()) {
            check(name, () -> setter.accept(value));
        }
    }

    private void check(String name, Runnable setter) {
        try {
            setter.run();
        } catch (IllegalArgumentException e) {
            wrong(name, e);
        }
    }

    private void wrong(String name, IllegalArgumentException e) {
        wrong(name, Problems.reason(e));
    }

    private void wrong(String name, String message) {
        problems.add(file, type.getName() + " @JobDefinition." + name, message);
    }
}
