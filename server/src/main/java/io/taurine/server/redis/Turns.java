package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.queue.Queue;
import io.taurine.server.definition.Overlap;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/** Has the runs of a schedule take turns, over all processes. */
final class Turns {

    private static final Set<JobState> ENDED = EnumSet.of(JobState.COMPLETED, JobState.FAILED, JobState.UNKNOWN);
    private static final int TRIES = 50;

    private final Engine engine;
    private final Queue<JsonNode> queue;

    Turns(Engine engine, Queue<JsonNode> queue) {
        this.engine = engine;
        this.queue = queue;
    }

    /** What a run may do that asks for its turn. */
    enum Answer {
        GO,
        WAIT,
        SKIP
    }

    Answer ask(String scheduleId, String jobId, Instant slot, Overlap overlap) {
        for (var i = 0; i < TRIES; i++) {
            var stored = engine.turns().get(scheduleId).orElse("");
            var turn = stored.isEmpty() ? Turn.NOBODYS : Turn.parse(stored);
            if (turn.current().equals(jobId)) {
                return Answer.GO;
            }
            var answer = answer(turn, jobId, slot, overlap);
            if (answer == Answer.SKIP || (answer == Answer.WAIT && turn.queued().equals(jobId))) {
                return answer;
            }
            var after = answer == Answer.GO ? new Turn(jobId, "") : new Turn(turn.current(), jobId);
            var isMine = stored.isEmpty()
                    ? engine.turns().putIfAbsent(scheduleId, after.json())
                    : engine.turns().replace(scheduleId, stored, after.json());
            if (isMine) {
                return answer;
            }
        }
        return Answer.WAIT;
    }

    private Answer answer(Turn turn, String jobId, Instant slot, Overlap overlap) {
        var isAnotherQueued = !turn.queued().equals(jobId) && !hasEnded(turn.queued());
        if (overlap == Overlap.QUEUE_ONE) {
            if (isAnotherQueued) {
                return Answer.SKIP;
            }
            return hasEnded(turn.current()) ? Answer.GO : Answer.WAIT;
        }
        return hasEnded(turn.current()) && !endedAfter(turn.current(), slot) ? Answer.GO : Answer.SKIP;
    }

    private boolean hasEnded(String jobId) {
        return jobId.isEmpty() || ENDED.contains(queue.getJobState(jobId));
    }

    /** It was due while the other ran, and only claimed later. */
    private boolean endedAfter(String jobId, Instant slot) {
        return !jobId.isEmpty()
                && queue.getJob(jobId)
                        .flatMap(Job::finishedOn)
                        .filter(end -> end.isAfter(slot))
                        .isPresent();
    }
}
