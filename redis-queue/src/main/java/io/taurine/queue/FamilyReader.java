package io.taurine.queue;

import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ValueScanCursor;
import io.taurine.job.Job;
import io.taurine.job.PayloadCodec;
import io.taurine.job.PayloadException;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads what hangs on a parent: results and failures of its children, and who they are. */
final class FamilyReader {

    private static final int SCAN = 500;

    /** A family up to this size is read as of one moment. */
    static final int AT_ONCE = 1000;

    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final PayloadCodec codec;

    FamilyReader(LettuceConnection redis, QueueKeys keys, PayloadCodec codec) {
        this.redis = redis;
        this.keys = keys;
        this.codec = codec;
    }

    <R> CompletionStage<Map<String, @Nullable R>> values(String parentId, Class<R> type) {
        return hash(parentId, DependencyKind.PROCESSED).thenApply(results -> {
            var values = new LinkedHashMap<String, @Nullable R>();
            results.forEach((child, json) -> values.put(child, type.cast(codec.decode(json, type))));
            return values;
        });
    }

    CompletionStage<Map<String, String>> ignored(String parentId) {
        return hash(parentId, DependencyKind.IGNORED);
    }

    CompletionStage<Map<String, Instant>> failed(String parentId) {
        return failed(key(parentId, DependencyKind.FAILED), 0, new LinkedHashMap<>());
    }

    private CompletableFuture<Map<String, Instant>> failed(String key, long from, Map<String, Instant> into) {
        return redis.command(commands -> commands.zrangeWithScores(key, from, from + SCAN - 1))
                .thenCompose(children -> {
                    children.forEach(
                            child -> into.put(child.getValue(), Instant.ofEpochMilli((long) child.getScore())));
                    return children.size() < SCAN
                            ? CompletableFuture.completedFuture(into)
                            : failed(key, from + SCAN, into);
                });
    }

    /** A small hash comes with the first page, in one round trip. */
    private CompletableFuture<Map<String, String>> hash(String parentId, DependencyKind kind) {
        return hash(key(parentId, kind), ScanCursor.INITIAL, new LinkedHashMap<>());
    }

    private CompletableFuture<Map<String, String>> hash(String key, ScanCursor at, Map<String, String> into) {
        return redis.command(commands -> commands.hscan(key, at, ScanArgs.Builder.limit(SCAN)))
                .thenCompose(page -> {
                    into.putAll(page.getMap());
                    return page.isFinished()
                            ? CompletableFuture.completedFuture(into)
                            : hash(key, ScanCursor.of(page.getCursor()), into);
                });
    }

    CompletionStage<DependenciesCount> count(String parentId) {
        return redis.run(Scripts.GET_FAMILY, keys, keys.base(), parentId, "0").thenApply(reply -> {
            var counts = Replies.list(Replies.list(reply).get(0));
            return new DependenciesCount(
                    Replies.number(counts.get(0)),
                    Replies.number(counts.get(1)),
                    Replies.number(counts.get(3)),
                    Replies.number(counts.get(2)));
        });
    }

    CompletionStage<JobDependencies> all(String parentId) {
        return redis.run(Scripts.GET_DEPENDENCIES, keys, keys.base(), parentId, Integer.toString(AT_ONCE))
                .thenCompose(reply -> {
                    var kinds = Replies.list(reply);
                    if (kinds.isEmpty()) {
                        return byPages(parentId);
                    }
                    var failed = Replies.texts(kinds.get(3));
                    var failedKeys = new ArrayList<String>();
                    for (int i = 0; i < failed.size(); i += 2) {
                        failedKeys.add(failed.get(i));
                    }
                    return CompletableFuture.completedFuture(new JobDependencies(
                            decoded(Replies.hash(kinds.get(0))),
                            Replies.texts(kinds.get(1)),
                            Replies.hash(kinds.get(2)),
                            failedKeys));
                });
    }

    /** The pending first: a child that ends meanwhile is then met twice, and counts by its end. */
    private CompletableFuture<JobDependencies> byPages(String parentId) {
        return pending(key(parentId, DependencyKind.UNPROCESSED), ScanCursor.INITIAL, new LinkedHashSet<>())
                .thenCompose(pending -> hash(parentId, DependencyKind.PROCESSED)
                        .thenCompose(processed -> hash(parentId, DependencyKind.IGNORED)
                                .thenCombine(failed(parentId), (ignored, failed) -> {
                                    pending.removeAll(processed.keySet());
                                    pending.removeAll(ignored.keySet());
                                    pending.removeAll(failed.keySet());
                                    return new JobDependencies(
                                            decoded(processed),
                                            List.copyOf(pending),
                                            ignored,
                                            List.copyOf(failed.keySet()));
                                })));
    }

    private CompletableFuture<Set<String>> pending(String key, ScanCursor at, Set<String> into) {
        return redis.command(commands -> commands.sscan(key, at, ScanArgs.Builder.limit(SCAN)))
                .thenCompose(page -> {
                    into.addAll(page.getValues());
                    return page.isFinished()
                            ? CompletableFuture.completedFuture(into)
                            : pending(key, ScanCursor.of(page.getCursor()), into);
                });
    }

    private Map<String, @Nullable Object> decoded(Map<String, String> results) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        results.forEach((child, json) -> values.put(child, codec.decode(json, Object.class)));
        return values;
    }

    CompletionStage<DependenciesPage> page(String parentId, DependencyKind kind, long cursor, int count) {
        if (cursor < 0) {
            throw new IllegalArgumentException("cursor must be 0 or more, was " + cursor);
        }
        if (count < 1 || count > JobInspector.MAX_PAGE) {
            throw new IllegalArgumentException(
                    "count must be between 1 and " + JobInspector.MAX_PAGE + ", was " + count);
        }
        return scan(parentId, kind, cursor, count);
    }

    private CompletableFuture<DependenciesPage> scan(String parentId, DependencyKind kind, long cursor, int count) {
        var key = key(parentId, kind);
        var at = ScanCursor.of(Long.toString(cursor));
        var limit = ScanArgs.Builder.limit(count);
        return switch (kind) {
            case PROCESSED ->
                redis.command(commands -> commands.hscan(key, at, limit)).thenApply(this::processed);
            case IGNORED ->
                redis.command(commands -> commands.hscan(key, at, limit)).thenApply(FamilyReader::ignored);
            case UNPROCESSED ->
                redis.command(commands -> commands.sscan(key, at, limit)).thenApply(FamilyReader::unprocessed);
            case FAILED ->
                redis.command(commands -> commands.zrange(key, cursor, cursor + count))
                        .thenApply(children -> failed(children, cursor, count));
        };
    }

    private DependenciesPage processed(MapScanCursor<String, String> found) {
        var items = new ArrayList<Dependency>();
        found.getMap().forEach((child, json) -> {
            try {
                items.add(new Dependency(child, codec.decode(json, Object.class), null));
            } catch (PayloadException unreadable) {
                items.add(new Dependency(child, null, unreadable.getMessage()));
            }
        });
        return new DependenciesPage(items, next(found));
    }

    private static DependenciesPage ignored(MapScanCursor<String, String> found) {
        var items = found.getMap().entrySet().stream()
                .map(child -> new Dependency(child.getKey(), null, child.getValue()))
                .toList();
        return new DependenciesPage(items, next(found));
    }

    private static DependenciesPage unprocessed(ValueScanCursor<String> found) {
        var items = found.getValues().stream()
                .map(child -> new Dependency(child, null, null))
                .toList();
        return new DependenciesPage(items, next(found));
    }

    /** One more than asked for was read: it tells whether the page is the last. */
    private static DependenciesPage failed(List<String> children, long cursor, int count) {
        var items = children.stream()
                .limit(count)
                .map(child -> new Dependency(child, null, null))
                .toList();
        return new DependenciesPage(items, children.size() > count ? cursor + count : 0);
    }

    private static long next(ScanCursor cursor) {
        return cursor.isFinished() ? 0 : Long.parseLong(cursor.getCursor());
    }

    CompletionStage<ChildrenPage> children(String parentId, DependencyKind kind, long from, long to) {
        if (from < 0 || to < from || to - from >= JobInspector.MAX_PAGE) {
            throw new IllegalArgumentException("from and to must name 1 to " + JobInspector.MAX_PAGE
                    + " children, 0 being the first; were " + from + " and " + to);
        }
        var total = count(parentId).thenApply(count -> of(count, kind)).toCompletableFuture();
        return collect(parentId, kind, 0, 0, from, to, new ArrayList<>())
                .thenCompose(
                        items -> jobs(items).thenCombine(total, (jobs, all) -> new ChildrenPage(items, jobs, all)));
    }

    private CompletableFuture<List<Dependency>> collect(
            String parentId, DependencyKind kind, long cursor, long before, long from, long to, List<Dependency> into) {
        return scan(parentId, kind, cursor, SCAN).thenCompose(page -> {
            var index = before;
            for (var item : page.items()) {
                if (index >= from && index <= to) {
                    into.add(item);
                }
                index++;
            }
            return page.isLast() || index > to
                    ? CompletableFuture.completedFuture(into)
                    : collect(parentId, kind, page.nextCursor(), index, from, to, into);
        });
    }

    private CompletableFuture<List<Job<Object>>> jobs(List<Dependency> items) {
        var reads = items.stream().map(item -> job(item.key())).toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
                .thenApply(done ->
                        reads.stream().flatMap(read -> read.join().stream()).toList());
    }

    /** Empty for a job that is gone. */
    private CompletableFuture<Optional<Job<Object>>> job(String key) {
        return redis.command(commands -> commands.hgetall(key)).thenCombine(idStart(key), (fields, at) -> {
            var child = QueueKeys.ofBase(key.substring(0, at));
            return fields.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Job<>(child.queue(), key.substring(at), fields, codec, Object.class));
        });
    }

    /** Where the id begins: behind the last colon, unless there is no such queue. An id may have two colons of its own. */
    private CompletableFuture<Integer> idStart(String key) {
        var last = key.lastIndexOf(':') + 1;
        var parts = key.split(":", -1);
        if (parts.length < 5) {
            return CompletableFuture.completedFuture(last);
        }
        var three = last - 2 - parts[parts.length - 2].length() - parts[parts.length - 3].length();
        return redis.command(commands -> commands.exists(key.substring(0, last) + "meta"))
                .thenCombine(
                        redis.command(commands -> commands.exists(key.substring(0, three) + "meta")),
                        (plain, colons) -> plain == 0 && colons == 1 ? three : last);
    }

    private static long of(DependenciesCount count, DependencyKind kind) {
        return switch (kind) {
            case PROCESSED -> count.processed();
            case UNPROCESSED -> count.unprocessed();
            case IGNORED -> count.ignored();
            case FAILED -> count.failed();
        };
    }

    private String key(String parentId, DependencyKind kind) {
        return keys.job(parentId) + kind.keySuffix();
    }
}
