package io.taurine.queue.lock;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Walks the keys of a Redis for locks. */
final class LockScan {

    private static final ScanArgs STEP =
            ScanArgs.Builder.matches(LockKeys.PATTERN).limit(1000);

    private final LettuceConnection redis;
    private final TreeSet<String> names = new TreeSet<>();

    LockScan(LettuceConnection redis) {
        this.redis = redis;
    }

    /** Of these alone, without a walk. */
    CompletionStage<List<LockStatus>> of(Collection<String> known) {
        names.addAll(known);
        return Await.unwrapped(statuses());
    }

    CompletionStage<List<LockStatus>> run() {
        return Await.unwrapped(redis.command(commands -> commands.scan(STEP))
                .thenCompose(this::page)
                .thenCompose(done -> statuses()));
    }

    private CompletableFuture<Boolean> page(KeyScanCursor<String> cursor) {
        cursor.getKeys().forEach(key -> LockKeys.nameOf(key).ifPresent(names::add));
        return cursor.isFinished()
                ? CompletableFuture.completedFuture(true)
                : redis.command(commands -> commands.scan(cursor, STEP)).thenCompose(this::page);
    }

    private CompletableFuture<List<LockStatus>> statuses() {
        var all = new CompletableFuture<List<LockStatus>>();
        var found = new ArrayList<CompletableFuture<List<LockStatus>>>();
        names.forEach(name -> found.add(status(name)));
        CompletableFuture.allOf(found.toArray(CompletableFuture<?>[]::new)).whenComplete((done, failure) -> {
            if (failure != null) {
                all.completeExceptionally(failure);
            } else {
                all.complete(found.stream()
                        .flatMap(one -> one.join().stream())
                        .sorted(Comparator.comparing(LockStatus::name))
                        .toList());
            }
        });
        return all;
    }

    /** Empty when the lock was given back meanwhile. */
    private CompletableFuture<List<LockStatus>> status(String name) {
        var key = new LockKeys(name).lock();
        var fields = redis.command(commands -> commands.hgetall(key));
        var millis = redis.command(commands -> commands.pttl(key));
        return fields.thenCombine(millis, (stored, left) -> {
            if (stored.isEmpty() || left <= 0) {
                return List.of();
            }
            return List.of(new LockStatus(
                    name, stored.getOrDefault("holder", "unknown"), Duration.ofMillis(left), number(stored)));
        });
    }

    private static long number(Map<String, String> stored) {
        try {
            return Long.parseLong(stored.getOrDefault("fence", "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
