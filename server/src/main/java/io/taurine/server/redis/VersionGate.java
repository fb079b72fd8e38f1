package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.ProcessInterceptor;
import io.taurine.worker.Processor;
import io.taurine.worker.SkippedRun;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets jobs through whose version this process can run. One that is too old is skipped; one of a version that only others have,
 * as while a new release is rolled out, is put aside for them.
 */
final class VersionGate implements ProcessInterceptor<JsonNode> {

    static final Duration ASIDE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(VersionGate.class);

    private final WorkedVersions versions;
    private final OutdatedSchedules outdated;

    VersionGate(WorkedVersions versions, OutdatedSchedules outdated) {
        this.versions = versions;
        this.outdated = outdated;
    }

    /** Brings schedules up to date whose runs are too old. */
    @FunctionalInterface
    interface OutdatedSchedules {
        void renew(String scheduleId);
    }

    @Override
    public @Nullable Object process(ActiveJob<JsonNode> job, Processor<JsonNode> next) throws Exception {
        var tooOld = versions.tooOld(job.name());
        if (tooOld.isPresent()) {
            LOG.info("Job {} ({}) is skipped: {}", job.id(), job.name(), tooOld.get());
            job.job().schedulerId().ifPresent(outdated::renew);
            return new Skipped(tooOld.get());
        }
        if (versions.of(job.name()).isEmpty()) {
            LOG.debug("Job {} ({}) is put aside: this process has no such version", job.id(), job.name());
            job.moveToDelayed(ASIDE);
            return null;
        }
        var result = next.process(job);
        return result instanceof SkippedRun skipped
                ? new Skipped("another run has the lock " + skipped.lock())
                : result;
    }
}
