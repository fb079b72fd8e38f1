package io.taurine.queue;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes trees of jobs apart that are too large for one script call: children by the page, the larger ones among them first
 * made smaller in the same way. A parent keeps one child that it waits for until it goes itself, so that nothing sets it free
 * in between.
 */
final class TreeRemover {

    /** A tree up to this many jobs goes in one script call, which then takes one to three milliseconds. */
    static final int AT_ONCE = 50;

    /** As deep as a tree may be; once the branches are gone, what is left of it goes in one call. */
    static final int MAX_DEPTH = 1000;

    /** Jobs after which a call begins no further child: with the tree that crosses the line it removes three times as many. */
    private static final int BUDGET = 25;

    private static final int PAGE = 100;
    private static final PayloadCodec JSON = JacksonPayloadCodec.defaults();

    private final LettuceConnection redis;
    private final QueueKeys keys;

    TreeRemover(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /**
     * Removes what hangs below a job until no branches are left, only children's children in a row. Fails with {@link
     * JobLockedException} when a worker holds the job or one that it waits for: before anything is removed, or in between
     * when a worker was quicker.
     */
    CompletableFuture<@Nullable Void> shrink(String id, String operation) {
        var tree = new Tree(id, operation);
        return tree.requireUnlocked(keys.job(id)).thenCompose(done -> tree.shrink(keys.job(id), List.of()));
    }

    /** Removes what a job waits for, but what is locked or has failed; returns how many of its own children went. */
    CompletableFuture<Long> removeAwaited(String id, String operation) {
        return new Tree(id, operation).removeAwaited(keys.job(id), List.of(), "0", 0);
    }

    /** Some children of one kind, and where to go on, 0 being the end. */
    private record Page(List<String> children, String next) {
        boolean isLast() {
            return next.equals("0");
        }
    }

    /** One call of a user's. */
    private final class Tree {

        private final String id;
        private final String operation;
        private final Set<String> met = new HashSet<>();

        Tree(String id, String operation) {
            this.id = id;
            this.operation = operation;
        }

        CompletableFuture<@Nullable Void> requireUnlocked(String jobKey) {
            met.add(jobKey);
            return redis.command(commands -> commands.exists(jobKey + ":lock")).thenCompose(locks -> {
                requireNoLock(locks);
                return childrenUnlocked(jobKey, "0");
            });
        }

        private void requireNoLock(long locks) {
            if (locks > 0) {
                throw new JobLockedException(keys.queue(), id, operation);
            }
        }

        private CompletableFuture<@Nullable Void> childrenUnlocked(String parentKey, String cursor) {
            return page(parentKey, DependencyKind.UNPROCESSED, cursor)
                    .thenCompose(page -> unlocked(page.children())
                            .thenCompose(done -> page.isLast()
                                    ? CompletableFuture.completedFuture(null)
                                    : childrenUnlocked(parentKey, page.next())));
        }

        /** Looks at all of a page at once, then below those that wait for others themselves. */
        private CompletableFuture<@Nullable Void> unlocked(List<String> children) {
            var locks = children.stream()
                    .map(child -> redis.command(commands -> commands.exists(child + ":lock")))
                    .toList();
            var families = children.stream()
                    .map(child ->
                            redis.command(commands -> commands.exists(child + DependencyKind.UNPROCESSED.keySuffix())))
                    .toList();
            return all(locks).thenCompose(done -> all(families)).thenCompose(done -> {
                locks.forEach(lock -> requireNoLock(lock.join()));
                var parents = IntStream.range(0, children.size())
                        .filter(i -> families.get(i).join() > 0)
                        .mapToObj(children::get)
                        .filter(met::add)
                        .toList();
                return inTurn(parents, 0, parent -> childrenUnlocked(parent, "0"));
            });
        }

        CompletableFuture<@Nullable Void> shrink(String jobKey, List<String> above) {
            var path = below(above, jobKey);
            return removeAll(jobKey, DependencyKind.PROCESSED, path, "0")
                    .thenCompose(done -> removeAll(jobKey, DependencyKind.IGNORED, path, "0"))
                    .thenCompose(done -> removeAll(jobKey, DependencyKind.FAILED, path, "0"))
                    .thenCompose(done -> removeAllButOne(jobKey, path, "0"))
                    .thenCompose(done -> page(jobKey, DependencyKind.UNPROCESSED, "0"))
                    .thenCompose(last -> inTurn(
                            last.children().stream()
                                    .filter(child -> !path.contains(child))
                                    .toList(),
                            0,
                            child -> shrink(child, path)));
        }

        private CompletableFuture<@Nullable Void> removeAll(
                String parentKey, DependencyKind kind, List<String> path, String cursor) {
            return page(parentKey, kind, cursor)
                    .thenCompose(page -> removeTrees(parentKey, kind, page.children(), path)
                            .thenCompose(done -> page.isLast()
                                    ? CompletableFuture.completedFuture(null)
                                    : removeAll(parentKey, kind, path, page.next())));
        }

        private CompletableFuture<@Nullable Void> removeAllButOne(String parentKey, List<String> path, String cursor) {
            var kind = DependencyKind.UNPROCESSED;
            return redis.command(commands -> commands.scard(parentKey + kind.keySuffix()))
                    .thenCompose(left -> left < 2
                            ? CompletableFuture.completedFuture(null)
                            : page(parentKey, kind, cursor).thenCompose(page -> {
                                var some = page.children().subList(0, (int)
                                        Math.min(page.children().size(), left - 1));
                                return removeTrees(parentKey, kind, some, path)
                                        .thenCompose(done -> removeAllButOne(parentKey, path, page.next()));
                            }));
        }

        private CompletableFuture<@Nullable Void> removeTrees(
                String parentKey, DependencyKind kind, List<String> children, List<String> path) {
            if (children.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            return remove(parentKey, kind, "tree", AT_ONCE, path, children).thenCompose(codes -> {
                requireNoLock(codes.contains(0L) ? 1 : 0);
                return inTurn(
                                large(children, codes),
                                0,
                                child -> shrink(child, path)
                                        .thenCompose(done -> removeRest(parentKey, kind, child, path)))
                        .thenCompose(done ->
                                removeTrees(parentKey, kind, children.subList(codes.size(), children.size()), path));
            });
        }

        private CompletableFuture<@Nullable Void> removeRest(
                String parentKey, DependencyKind kind, String child, List<String> path) {
            return remove(parentKey, kind, "tree", MAX_DEPTH, path, List.of(child))
                    .thenAccept(codes -> {
                        requireNoLock(codes.contains(0L) ? 1 : 0);
                        if (codes.contains(2L)) {
                            throw new IllegalStateException(
                                    "The children of " + child + " grow faster than they can be removed. " + operation);
                        }
                    });
        }

        CompletableFuture<Long> removeAwaited(String parentKey, List<String> above, String cursor, long before) {
            var path = below(above, parentKey);
            return page(parentKey, DependencyKind.UNPROCESSED, cursor).thenCompose(page -> {
                var some = page.children().stream()
                        .filter(child -> !path.contains(child))
                        .toList();
                return removeAwaited(parentKey, some, path)
                        .thenCompose(removed -> page.isLast()
                                ? CompletableFuture.completedFuture(before + removed)
                                : removeAwaited(parentKey, above, page.next(), before + removed));
            });
        }

        private CompletableFuture<Long> removeAwaited(String parentKey, List<String> children, List<String> path) {
            if (children.isEmpty()) {
                return CompletableFuture.completedFuture(0L);
            }
            var kind = DependencyKind.UNPROCESSED;
            return remove(parentKey, kind, "awaited", AT_ONCE, path, children).thenCompose(codes -> {
                var large = large(children, codes);
                var removed = codes.stream().filter(code -> code == 1).count();
                return inTurn(large, 0, child -> removeAwaited(child, path, "0", 0))
                        .thenCompose(done -> large.isEmpty()
                                ? CompletableFuture.completedFuture(List.<Long>of())
                                : removeEach(parentKey, large, path))
                        .thenCompose(more -> removeAwaited(
                                        parentKey, children.subList(codes.size(), children.size()), path)
                                .thenApply(others -> removed
                                        + more.stream()
                                                .filter(code -> code == 1)
                                                .count()
                                        + others));
            });
        }

        /** What was below them is gone. */
        private CompletableFuture<List<Long>> removeEach(String parentKey, List<String> children, List<String> path) {
            return remove(parentKey, DependencyKind.UNPROCESSED, "alone", AT_ONCE, path, children)
                    .thenCompose(codes -> codes.size() == children.size()
                            ? CompletableFuture.completedFuture(codes)
                            : removeEach(parentKey, children.subList(codes.size(), children.size()), path)
                                    .thenApply(others -> {
                                        var all = new ArrayList<>(codes);
                                        all.addAll(others);
                                        return all;
                                    }));
        }

        private List<String> below(List<String> above, String jobKey) {
            if (above.size() == MAX_DEPTH) {
                throw new IllegalStateException("Job " + id + " in queue " + keys.queue() + " has children more than "
                        + MAX_DEPTH + " levels deep; remove those further down first. " + operation);
            }
            var path = new ArrayList<>(above);
            path.add(jobKey);
            return path;
        }
    }

    private CompletableFuture<List<Long>> remove(
            String parentKey, DependencyKind kind, String mode, int limit, List<String> leave, List<String> children) {
        return redis.run(
                        Scripts.REMOVE_CHILDREN,
                        keys,
                        parentKey,
                        kind.storageName(),
                        mode,
                        Integer.toString(limit),
                        Integer.toString(BUDGET),
                        JSON.encode(leave),
                        JSON.encode(children))
                .thenApply(reply ->
                        Replies.list(reply).stream().map(Replies::number).toList());
    }

    private static List<String> large(List<String> children, List<Long> codes) {
        return IntStream.range(0, codes.size())
                .filter(i -> codes.get(i) == 2)
                .mapToObj(children::get)
                .toList();
    }

    private CompletableFuture<Page> page(String parentKey, DependencyKind kind, String cursor) {
        var key = parentKey + kind.keySuffix();
        var at = ScanCursor.of(cursor);
        var limit = ScanArgs.Builder.limit(PAGE);
        return switch (kind) {
            case PROCESSED, IGNORED ->
                redis.command(commands -> commands.hscan(key, at, limit))
                        .thenApply(found -> new Page(List.copyOf(found.getMap().keySet()), next(found)));
            case UNPROCESSED ->
                redis.command(commands -> commands.sscan(key, at, limit))
                        .thenApply(found -> new Page(found.getValues(), next(found)));
            // What was on the last page is gone, so the next one is the first again.
            case FAILED ->
                redis.command(commands -> commands.zrange(key, 0, PAGE - 1))
                        .thenApply(found -> new Page(found, found.size() < PAGE ? "0" : "1"));
        };
    }

    private static String next(ScanCursor cursor) {
        return cursor.isFinished() ? "0" : cursor.getCursor();
    }

    private static CompletableFuture<@Nullable Void> all(List<? extends CompletableFuture<?>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<@Nullable Void> inTurn(
            List<String> children, int from, Function<String, CompletableFuture<?>> step) {
        return from == children.size()
                ? CompletableFuture.completedFuture(null)
                : step.apply(children.get(from)).thenCompose(done -> inTurn(children, from + 1, step));
    }
}
