package io.taurine.server.redis;

import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.LiveSettings;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.runner.StartedJob;
import io.taurine.server.runner.internal.ParamsReader;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Adds jobs to their queues. */
final class JobStarter {

    /** Lines of a job's log that are kept. */
    static final int LINES = 1_000;

    private static final String SCHEDULE = "taurine.schedule";

    private final Definitions definitions;
    private final LiveSettings settings;
    private final Engine engine;
    private final Switches switches;
    private final RetrySettings retries;
    private final OnceStarter once;

    JobStarter(RunnerSetup setup, Engine engine, Switches switches, RetrySettings retries) {
        this.definitions = setup.definitions();
        this.settings = setup.settings();
        this.engine = engine;
        this.switches = switches;
        this.retries = retries;
        this.once = new OnceStarter(engine);
    }

    StartedJob start(StartRequest request) {
        var definition = choose(request);
        var key = request.idempotencyKey().orElse(null);
        if (key != null) {
            return startOnce(definition, request, key);
        }
        switches.requireEnabled(definition.key());
        var added = engine.queue(definition.key())
                .add(
                        definition.name(),
                        request.params(),
                        options(definition, request).build());
        return started(definition, added.id(), request);
    }

    /** A disabled definition takes no new jobs, but whoever asks again is told of the one it took before. */
    private StartedJob startOnce(Definition<?> definition, StartRequest request, String key) {
        if (!switches.isEnabled(definition.key())) {
            return once.find(definition, request, key).orElseThrow(() -> Switches.disabled(definition.key()));
        }
        return once.start(definition, request, key, options(definition, request));
    }

    /** One with an idempotency key takes several steps, which hold the thread all the same. */
    CompletionStage<StartedJob> startAsync(StartRequest request) {
        try {
            if (request.idempotencyKey().isPresent()) {
                return CompletableFuture.completedFuture(start(request));
            }
            var definition = choose(request);
            switches.requireEnabled(definition.key());
            return engine.queue(definition.key())
                    .addAsync(
                            definition.name(),
                            request.params(),
                            options(definition, request).build())
                    .thenApply(added -> started(definition, added.id(), request));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Definition<?> choose(StartRequest request) {
        var definition = VersionChoice.choose(definitions, request.definitionKey(), request.version());
        ParamsReader.check(definition, request.params());
        return definition;
    }

    /** What a job is added with, where somebody else adds it. */
    record Prepared(String queue, String name, JobOptions options) {}

    /** One of a flow, which has no idempotency key. Throws as {@link #start} does. */
    Prepared prepare(StartRequest request) {
        if (request.idempotencyKey().isPresent()) {
            throw new IllegalArgumentException("a job of a flow has no idempotency key");
        }
        var definition = choose(request);
        switches.requireEnabled(definition.key());
        return new Prepared(
                definition.key(),
                definition.name(),
                options(definition, request).build());
    }

    Optional<StartedJob> check(StartRequest request) {
        var definition = choose(request);
        var known = request.idempotencyKey().flatMap(key -> once.find(definition, request, key));
        if (known.isEmpty()) {
            switches.requireEnabled(definition.key());
        }
        return known;
    }

    private static StartedJob started(Definition<?> definition, String id, StartRequest request) {
        var status = delay(request).isZero() ? JobStatus.QUEUED : JobStatus.DELAYED;
        return new StartedJob(new JobKey(definition.key(), id).toString(), status, true);
    }

    private JobOptions.Builder options(Definition<?> stated, StartRequest request) {
        var definition = settings.effective(stated);
        var rule = retries.of(definition);
        var options = base(definition)
                .priority(request.priority().orElse(definition.priority()).value())
                .delay(delay(request));
        return RetrySettings.write(options, rule, request.maxAttempts().orElse(rule.attempts()));
    }

    /** What each run of a schedule is added with. */
    JobOptions scheduled(Definition<?> stated) {
        var definition = settings.effective(stated);
        var rule = retries.of(definition);
        var options = base(definition).priority(definition.priority().value());
        return RetrySettings.write(options, rule, rule.attempts()).build();
    }

    private static JobOptions.Builder base(Definition<?> definition) {
        return JobOptions.builder()
                .keepLogs(LINES)
                .removeOnComplete(KeepJobs.count(definition.keepSucceeded()))
                .removeOnFail(KeepJobs.count(definition.keepFailed()));
    }

    private static Duration delay(StartRequest request) {
        var delay = request.delay()
                .orElseGet(() -> request.runAt()
                        .map(at -> Duration.between(Instant.now(), at))
                        .orElse(Duration.ZERO));
        return delay.isNegative() ? Duration.ZERO : delay;
    }

    void requireEnabled(String key) {
        switches.requireEnabled(key);
    }

    /** A job as a schedule makes them, now. */
    StartedJob startFor(ScheduleRecord schedule) {
        var asked = schedule.request();
        var definition = VersionChoice.choose(definitions, asked.definitionKey(), asked.version());
        switches.requireEnabled(definition.key());
        var options =
                scheduled(definition).toBuilder().context(SCHEDULE, asked.id()).build();
        var added = engine.queue(definition.key()).add(schedule.jobName(), asked.params(), options);
        return new StartedJob(new JobKey(definition.key(), added.id()).toString(), JobStatus.QUEUED, true);
    }

    /** The schedule that made a job: by itself, or as somebody asked it to. */
    static Optional<String> scheduleOf(Job<?> job, JobOptions options) {
        return job.schedulerId().or(() -> Optional.ofNullable(options.context().get(SCHEDULE)));
    }
}
