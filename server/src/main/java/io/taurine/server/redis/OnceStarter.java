package io.taurine.server.redis;

import io.taurine.job.JobOptions;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.IdempotencyConflictException;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.runner.StartedJob;
import io.taurine.server.runner.internal.RequestFingerprint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Adds one job for an idempotency key, whoever asks how often. First the key is claimed for what is asked for, then the job is
 * added under an id that follows from the key, then the claim says so: a process that dies in between leaves what the next one
 * can finish, and two at once add the same job.
 */
final class OnceStarter {

    private static final String CLAIMED = "claimed ";
    private static final String ADDED = "added ";

    private final Engine engine;

    OnceStarter(Engine engine) {
        this.engine = engine;
    }

    StartedJob start(
            Definition<?> definition, StartRequest request, String idempotencyKey, JobOptions.Builder options) {
        var digest = digest(idempotencyKey);
        var id = "idem-" + digest;
        var jobId = new JobKey(definition.key(), id).toString();
        var what = RequestFingerprint.of(request);
        var known = engine.requests().claim(digest, CLAIMED + what);
        requireSame(known, what, idempotencyKey);
        if (known.filter(claim -> claim.startsWith(ADDED)).isPresent()) {
            return new StartedJob(jobId, status(definition, id), false);
        }
        var added = engine.queue(definition.key())
                .add(definition.name(), request.params(), options.jobId(id).build());
        engine.requests().renew(digest, ADDED + what);
        return new StartedJob(jobId, status(definition, id), added.isNew());
    }

    /** The job that the key has started. */
    Optional<StartedJob> find(Definition<?> definition, StartRequest request, String idempotencyKey) {
        var digest = digest(idempotencyKey);
        var id = "idem-" + digest;
        var known = engine.requests().find(digest);
        requireSame(known, RequestFingerprint.of(request), idempotencyKey);
        return known.filter(claim -> claim.startsWith(ADDED))
                .map(claim ->
                        new StartedJob(new JobKey(definition.key(), id).toString(), status(definition, id), false));
    }

    private static void requireSame(Optional<String> known, String what, String idempotencyKey) {
        if (known.isPresent() && !known.get().endsWith(" " + what)) {
            throw new IdempotencyConflictException(
                    "The idempotency key " + idempotencyKey + " was used for a job that was asked for otherwise");
        }
    }

    /** One that is no longer kept has ended; how, only the history knows. */
    private JobStatus status(Definition<?> definition, String id) {
        var queue = engine.queue(definition.key());
        var state = queue.getJobState(id);
        return Optional.of(id)
                .flatMap(queue::getJob)
                .map(job -> JobStates.status(state, job))
                .orElse(JobStatus.SUCCEEDED);
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
