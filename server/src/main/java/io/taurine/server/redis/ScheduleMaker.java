package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.repeat.OnceSchedule;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes the engine's scheduler be as the record beside it says. The record is what counts: it is changed first, by one script
 * that compares and sets. Two who change it at once may come to the engine in the other order; who comes last finds another
 * record than the one it made, and makes that.
 */
final class ScheduleMaker {

    private static final int TRIES = 20;

    private final Definitions definitions;
    private final Engine engine;
    private final JobStarter starter;

    ScheduleMaker(Definitions definitions, Engine engine, JobStarter starter) {
        this.definitions = definitions;
        this.engine = engine;
        this.starter = starter;
    }

    /**
     * Refuses what could not be made.
     *
     * @throws IllegalArgumentException saying why
     */
    static void requirePossible(ScheduleRecord record) {
        var request = record.request();
        request.schedule().notPortableBecause().ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        if (!isOver(record) && request.schedule().nextAfter(Instant.now()).isEmpty()) {
            throw new IllegalArgumentException(
                    "The schedule " + request.id() + " has no run to come: " + request.schedule());
        }
    }

    /** A single run at an instant that is over: it has been missed. */
    static boolean isOver(ScheduleRecord record) {
        return record.request().schedule() instanceof OnceSchedule once
                && !once.at().isAfter(Instant.now());
    }

    /**
     * Brings the engine to a record that was just stored.
     *
     * @param before the one that it has replaced
     * @return the one that is stored when the engine has it; the given one if it is gone
     */
    ScheduleRecord bring(Optional<ScheduleRecord> before, ScheduleRecord stored) {
        var last = before;
        var wanted = stored;
        for (var i = 0; i < TRIES; i++) {
            make(last, wanted);
            var now = engine.schedules().get(stored.request().id()).map(ScheduleRecord::parse);
            if (now.isEmpty()) {
                remove(wanted);
                return stored;
            }
            if (now.get().equals(wanted)) {
                return wanted;
            }
            last = Optional.of(wanted);
            wanted = now.get();
        }
        throw new IllegalStateException("The schedule " + stored.request().id() + " is changed by others all the time");
    }

    void remove(ScheduleRecord record) {
        engine.find(record.request().definitionKey())
                .ifPresent(queue -> queue.removeJobScheduler(record.request().id()));
    }

    private void make(Optional<ScheduleRecord> before, ScheduleRecord record) {
        before.filter(known ->
                        !known.request().definitionKey().equals(record.request().definitionKey()))
                .ifPresent(this::remove);
        if (!record.enabled() || isOver(record) || !upsert(record)) {
            remove(record);
        }
    }

    /** A limit counts over all times that it was enabled. False when there is no run to come. */
    private boolean upsert(ScheduleRecord record) {
        var request = record.request();
        var schedule = request.schedule();
        if (schedule.limit().isPresent() && record.runsBefore() > 0) {
            var left = schedule.limit().getAsInt() - record.runsBefore();
            if (left <= 0) {
                return false;
            }
            schedule = schedule.withLimit((int) left);
        }
        var definition = VersionChoice.choose(definitions, request.definitionKey(), request.version());
        var template = JobTemplate.of(record.jobName(), request.params(), starter.scheduled(definition));
        return queue(record)
                .upsertJobScheduler(request.id(), schedule, template)
                .isPresent();
    }

    private Queue<JsonNode> queue(ScheduleRecord record) {
        return engine.queue(record.request().definitionKey());
    }
}
