package io.taurine.queue;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.taurine.job.JobIds;
import io.taurine.queue.internal.IdFilter;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.WaitingLine;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.LuaScript;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds jobs that are in no state, by a walk over the names of the queue's keys, and removes them. First the line is read,
 * then what is neither in it nor in a set is suspected, and before the suspects go the line is read again: for those that
 * came since. Each call to Redis is short, however long the line.
 */
final class OrphanSweeper {

    private static final int KEYS_PER_SCAN = 1000;
    private static final int JOBS_PER_CALL = 50;
    private static final int SUSPECTS_AT_ONCE = 10_000;
    private static final Set<String> KEYS_OF_A_JOB =
            Set.of("logs", "dependencies", "processed", "failed", "unsuccessful", "lock");

    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final WaitingLine line;

    OrphanSweeper(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
        this.line = new WaitingLine(redis, keys);
    }

    CompletionStage<Long> sweep() {
        var inLine = new IdFilter();
        return line.forEach(inLine::add).thenCompose(read -> scan(ScanCursor.INITIAL, inLine, new HashMap<>(), 0));
    }

    /**
     * @param suspects id to trace
     */
    private CompletableFuture<Long> scan(
            ScanCursor cursor, IdFilter inLine, Map<String, String> suspects, long removedBefore) {
        var ofQueue = ScanArgs.Builder.matches(escaped(keys.base()) + "*").limit(KEYS_PER_SCAN);
        return redis.command(commands -> commands.scan(cursor, ofQueue))
                .thenCompose(page -> suspect(candidates(page, inLine), suspects)
                        .thenCompose(added -> page.isFinished() || suspects.size() >= SUSPECTS_AT_ONCE
                                ? remove(suspects)
                                : CompletableFuture.completedFuture(0L))
                        .thenCompose(removed -> page.isFinished()
                                ? CompletableFuture.completedFuture(removedBefore + removed)
                                : scan(page, inLine, suspects, removedBefore + removed)));
    }

    private List<String> candidates(KeyScanCursor<String> page, IdFilter inLine) {
        var ids = new LinkedHashSet<String>();
        for (var key : page.getKeys()) {
            var rest = key.substring(keys.base().length());
            var colon = rest.lastIndexOf(':');
            // Ids may have colons of their own; what stands behind the last one tells.
            var id = colon >= 0 && KEYS_OF_A_JOB.contains(rest.substring(colon + 1)) ? rest.substring(0, colon) : rest;
            if (!id.isEmpty() && !JobIds.isReserved(id) && !inLine.contains(id)) {
                ids.add(id);
            }
        }
        return List.copyOf(ids);
    }

    private CompletableFuture<Void> suspect(List<String> ids, Map<String, String> suspects) {
        return inBatches(Scripts.FIND_ORPHANS, ids, 1, reply -> suspects.putAll(Replies.hash(reply)));
    }

    private CompletableFuture<Long> remove(Map<String, String> suspects) {
        if (suspects.isEmpty()) {
            return CompletableFuture.completedFuture(0L);
        }
        var removed = new long[1];
        return line.forEach(suspects::remove)
                .thenCompose(read -> {
                    var idsAndTraces = new ArrayList<String>(2 * suspects.size());
                    suspects.forEach((id, trace) -> {
                        idsAndTraces.add(id);
                        idsAndTraces.add(trace);
                    });
                    suspects.clear();
                    return inBatches(
                            Scripts.REMOVE_ORPHANS, idsAndTraces, 2, reply -> removed[0] += Replies.number(reply));
                })
                .thenApply(done -> removed[0]);
    }

    private interface ReplyReader {
        void read(Object reply);
    }

    private CompletableFuture<Void> inBatches(
            LuaScript script, List<String> texts, int textsPerJob, ReplyReader reader) {
        if (texts.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        var batch = texts.subList(0, Math.min(JOBS_PER_CALL * textsPerJob, texts.size()));
        var arguments = new ArrayList<String>(1 + batch.size());
        arguments.add(keys.base());
        arguments.addAll(batch);
        return redis.run(script, keys, arguments.toArray(String[]::new)).thenCompose(reply -> {
            reader.read(reply);
            return inBatches(script, texts.subList(batch.size(), texts.size()), textsPerJob, reader);
        });
    }

    /** A name as a pattern that matches nothing else. */
    private static String escaped(String name) {
        return name.replaceAll("([\\\\*?\\[\\]])", "\\\\$1");
    }
}
