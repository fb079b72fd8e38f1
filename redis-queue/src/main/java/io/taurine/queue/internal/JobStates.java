package io.taurine.queue.internal;

import io.taurine.job.JobState;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Tells where jobs are, in calls that are short however long the line. Safe to share between threads. */
public final class JobStates {

    /** How far one call looks into the line from either end; what stands deeper is found by a walk through its pages. */
    private static final String LOOK = "25000";

    private static final String PERHAPS_IN_LINE = "perhaps in line";
    private static final int WALKS = 2;

    private final LettuceConnection redis;
    private final QueueKeys keys;

    public JobStates(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /** Where a job is; {@link JobState#UNKNOWN} when it is nowhere. */
    public CompletableFuture<JobState> of(String id) {
        return of(List.of(id)).thenApply(states -> states.getOrDefault(id, JobState.UNKNOWN));
    }

    /** Where some jobs are, by id; one walk serves them all. */
    public CompletableFuture<Map<String, JobState>> of(Collection<String> ids) {
        var states = new HashMap<String, JobState>();
        return look(ids, states, 0).thenApply(done -> states);
    }

    /** A walk through the line may miss a job that moves meanwhile, so another look at the other places follows. */
    private CompletableFuture<Void> look(Collection<String> ids, Map<String, JobState> states, int walksBefore) {
        var replies = new HashMap<String, CompletableFuture<Object>>();
        ids.forEach(id -> replies.put(id, redis.run(Scripts.GET_STATE, keys, id, LOOK)));
        return CompletableFuture.allOf(replies.values().toArray(CompletableFuture<?>[]::new))
                .thenCompose(done -> {
                    var uncertain = new HashSet<String>();
                    replies.forEach((id, reply) -> {
                        var state = String.valueOf(Replies.single(reply.join()));
                        if (state.equals(PERHAPS_IN_LINE)) {
                            uncertain.add(id);
                        } else {
                            states.put(id, JobState.of(state));
                        }
                    });
                    if (uncertain.isEmpty() || walksBefore == WALKS) {
                        uncertain.forEach(id -> states.put(id, JobState.UNKNOWN));
                        return CompletableFuture.completedFuture(null);
                    }
                    return walk(uncertain, states).thenCompose(walked -> look(uncertain, states, walksBefore + 1));
                });
    }

    private CompletableFuture<?> walk(Set<String> wanted, Map<String, JobState> states) {
        return new WaitingLine(redis, keys).anyMatch(id -> {
            if (wanted.remove(id)) {
                states.put(id, JobState.WAITING);
            }
            return wanted.isEmpty();
        });
    }
}
