package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Overlap;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.ProcessInterceptor;
import io.taurine.worker.Processor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves out runs of schedules that were missed, that were due while their definition was off, or that would overlap. */
final class ScheduleGate implements ProcessInterceptor<JsonNode> {

    /** A run that begins later than this after its instant was missed: nothing was there to run it. */
    static final Duration MISSED = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ScheduleGate.class);
    private static final Duration UNTIL_ASKED_AGAIN = Duration.ofMillis(500);

    private final String key;
    private final Engine engine;
    private final Switches switches;
    private final Turns turns;

    ScheduleGate(String key, Engine engine, Switches switches) {
        this.key = key;
        this.engine = engine;
        this.switches = switches;
        this.turns = new Turns(engine, engine.queue(key));
    }

    @Override
    public @Nullable Object process(ActiveJob<JsonNode> job, Processor<JsonNode> next) throws Exception {
        var scheduleId = job.job().schedulerId().orElse(null);
        var slot = slot(job.id()).orElse(null);
        if (scheduleId == null || slot == null || job.job().attemptsMade() > 0) {
            return next.process(job);
        }
        if (switches.wasOffAt(key, slot)) {
            return skipped(job, "the definition was disabled when it was due");
        }
        var record = engine.schedules().get(scheduleId).map(ScheduleRecord::parse);
        if (record.isEmpty()) { // made by another client
            return next.process(job);
        }
        var isFirstStart = job.job().attemptsStarted() <= 1;
        if (isFirstStart && record.get().request().runsMissed() == MissedRuns.SKIP && isMissed(slot)) {
            return skipped(job, "it was due at " + slot + ", when nothing was there to run it");
        }
        var overlap = record.get().request().overlap();
        if (overlap == Overlap.ALLOW) {
            return next.process(job);
        }
        return switch (turns.ask(scheduleId, job.id(), slot, overlap)) {
            case GO -> next.process(job);
            case SKIP ->
                overlap == Overlap.SKIP
                        ? skipped(job, "the run before had not ended when it was due")
                        : new Dropped("another run waits already for the one before to end");
            case WAIT -> {
                job.moveToDelayed(UNTIL_ASKED_AGAIN);
                yield null;
            }
        };
    }

    private static boolean isMissed(Instant slot) {
        return Instant.now().isAfter(slot.plus(MISSED));
    }

    private static Skipped skipped(ActiveJob<JsonNode> job, String why) {
        LOG.debug("Run {} is left out: {}", job.id(), why);
        return new Skipped(why);
    }

    /** Runs of schedulers are named {@code repeat:scheduler:milliseconds}. */
    private static Optional<Instant> slot(String jobId) {
        var last = jobId.lastIndexOf(':');
        try {
            return last < 0
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(Long.parseLong(jobId.substring(last + 1))));
        } catch (NumberFormatException notARun) {
            return Optional.empty();
        }
    }
}
