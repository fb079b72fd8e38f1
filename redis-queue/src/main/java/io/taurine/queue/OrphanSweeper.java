package io.taurine.queue;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.taurine.job.JobIds;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds jobs that are in no state, by a walk over the names of the queue's keys, and removes them. */
final class OrphanSweeper {

    private static final int KEYS_PER_SCAN = 1000;
    private static final int JOBS_PER_CALL = 100;
    private static final Set<String> KEYS_OF_A_JOB =
            Set.of("logs", "dependencies", "processed", "failed", "unsuccessful", "lock");

    private final LettuceConnection redis;
    private final QueueKeys keys;

    OrphanSweeper(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    CompletionStage<Long> sweep() {
        return scan(ScanCursor.INITIAL, 0);
    }

    private CompletableFuture<Long> scan(ScanCursor cursor, long removedBefore) {
        var ofQueue = ScanArgs.Builder.matches(escaped(keys.base()) + "*").limit(KEYS_PER_SCAN);
        return redis.command(commands -> commands.scan(cursor, ofQueue))
                .thenCompose(page -> remove(candidates(page), 0)
                        .thenCompose(removed -> page.isFinished()
                                ? CompletableFuture.completedFuture(removedBefore + removed)
                                : scan(page, removedBefore + removed)));
    }

    private List<String> candidates(KeyScanCursor<String> page) {
        var ids = new LinkedHashSet<String>();
        for (var key : page.getKeys()) {
            var rest = key.substring(keys.base().length());
            var colon = rest.lastIndexOf(':');
            // Ids may have colons of their own; what stands behind the last one tells.
            var id = colon >= 0 && KEYS_OF_A_JOB.contains(rest.substring(colon + 1)) ? rest.substring(0, colon) : rest;
            if (!id.isEmpty() && !JobIds.isReserved(id)) {
                ids.add(id);
            }
        }
        return List.copyOf(ids);
    }

    private CompletableFuture<Long> remove(List<String> ids, long removedBefore) {
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(removedBefore);
        }
        var batch = ids.subList(0, Math.min(JOBS_PER_CALL, ids.size()));
        var arguments = new ArrayList<String>(2 + batch.size());
        arguments.add(keys.base());
        arguments.add(Integer.toString(batch.size()));
        arguments.addAll(batch);
        return redis.run(Scripts.REMOVE_ORPHANS, keys, arguments.toArray(String[]::new))
                .thenCompose(
                        reply -> remove(ids.subList(batch.size(), ids.size()), removedBefore + Replies.number(reply)));
    }

    /** A name as a pattern that matches nothing else. */
    private static String escaped(String name) {
        return name.replaceAll("([\\\\*?\\[\\]])", "\\\\$1");
    }
}
