package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.queue.JobHandle;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.IdempotencyConflictException;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.runner.StartedJob;
import io.taurine.server.runner.internal.ParamsReader;
import io.taurine.server.runner.internal.RequestFingerprint;
import io.taurine.server.runner.internal.VersionChoice;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** Adds jobs to their queues. */
final class JobStarter {

    /** Lines of a job's log that are kept. */
    static final int LINES = 1_000;

    private static final String FINGERPRINT = "taurine.request";
    private static final int TRIES = 5;

    private final Definitions definitions;
    private final Engine engine;
    private final Switches switches;
    private final RetrySettings retries;

    JobStarter(Definitions definitions, Engine engine, Switches switches, RetrySettings retries) {
        this.definitions = definitions;
        this.engine = engine;
        this.switches = switches;
        this.retries = retries;
    }

    StartedJob start(StartRequest request) {
        var definition = VersionChoice.choose(definitions, request.definitionKey(), request.version());
        switches.requireEnabled(definition.key());
        ParamsReader.check(definition, request.params());
        var key = request.idempotencyKey().orElse(null);
        if (key == null) {
            var added = engine.queue(definition.key())
                    .add(
                            definition.name(),
                            request.params(),
                            options(definition, request).build());
            return started(definition, added.id(), request, true);
        }
        return startOnce(definition, request, key);
    }

    /** The id says that it is the same key; what was asked for under it stands with the job. */
    private StartedJob startOnce(Definition<?> definition, StartRequest request, String idempotencyKey) {
        var queue = engine.queue(definition.key());
        var fingerprint = RequestFingerprint.of(request);
        var options = options(definition, request)
                .jobId("idem-" + digest(idempotencyKey))
                .context(FINGERPRINT, fingerprint)
                .build();
        for (var i = 0; i < TRIES; i++) {
            JobHandle<JsonNode> added = queue.add(definition.name(), request.params(), options);
            if (added.isNew()) {
                return started(definition, added.id(), request, true);
            }
            var first = queue.getJob(added.id()).orElse(null);
            if (first == null) {
                continue; // it was removed just now: the key is free again
            }
            if (!fingerprint.equals(first.options().context().get(FINGERPRINT))) {
                throw new IdempotencyConflictException("The idempotency key " + idempotencyKey + " was used for job "
                        + new JobKey(definition.key(), first.id()) + ", which was asked for otherwise");
            }
            var status = JobStates.status(queue.getJobState(first.id()), first);
            return new StartedJob(new JobKey(definition.key(), first.id()).toString(), status, false);
        }
        throw new IllegalStateException(
                "Jobs with the idempotency key " + idempotencyKey + " are removed as soon as they are started");
    }

    private static StartedJob started(Definition<?> definition, String id, StartRequest request, boolean isNew) {
        var status = delay(request).isZero() ? JobStatus.QUEUED : JobStatus.DELAYED;
        return new StartedJob(new JobKey(definition.key(), id).toString(), status, isNew);
    }

    private JobOptions.Builder options(Definition<?> definition, StartRequest request) {
        var rule = retries.of(definition);
        var options = base(definition)
                .priority(request.priority().orElse(definition.priority()).value())
                .delay(delay(request));
        return RetrySettings.write(options, rule, request.maxAttempts().orElse(rule.attempts()));
    }

    /** What each run of a schedule is added with. */
    JobOptions scheduled(Definition<?> definition) {
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

    private static String digest(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) { // each JVM must have it
            throw new IllegalStateException(e);
        }
    }
}
