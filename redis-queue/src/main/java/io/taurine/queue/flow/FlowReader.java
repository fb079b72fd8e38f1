package io.taurine.queue.flow;

import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.DependenciesCount;
import io.taurine.queue.DependencyKind;
import io.taurine.queue.internal.JobStates;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a flow level by level; the jobs of one level are asked for together. */
final class FlowReader {

    /** Bounds what one call holds in memory; levels that would go beyond are left out. */
    static final int MAX_JOBS = 10_000;

    private static final int AT_ONCE = 500;

    private final LettuceConnection redis;
    private final PayloadCodec codec;

    FlowReader(LettuceConnection redis, PayloadCodec codec) {
        this.redis = redis;
        this.codec = codec;
    }

    CompletableFuture<Optional<FlowTree>> read(QueueKeys keys, FlowQuery query) {
        var root = new Found(keys, query.id());
        return new Walk(query).descend(List.of(root), query.depth()).thenApply(done -> root.tree());
    }

    CompletableFuture<FlowChildren> children(QueueKeys keys, FlowQuery query, DependencyKind kind, long cursor) {
        return redis.run(
                        Scripts.GET_CHILDREN,
                        keys,
                        keys.base(),
                        query.id(),
                        kind.storageName(),
                        Long.toString(cursor),
                        Integer.toString(query.maxChildren()))
                .thenCompose(reply -> {
                    var page = Replies.texts(reply);
                    var found = new ArrayList<Found>();
                    for (int i = 1; i + 1 < page.size(); i += 2) {
                        found.add(new Found(QueueKeys.ofBase(page.get(i)), page.get(i + 1)));
                    }
                    return new Walk(query)
                            .descend(found, query.depth() - 1)
                            .thenApply(done -> new FlowChildren(
                                    found.stream()
                                            .flatMap(child -> child.tree().stream())
                                            .toList(),
                                    Long.parseLong(page.get(0))));
                });
    }

    /** One reading: remembers what it has met, so that a circle of parents ends. */
    private final class Walk {

        private final FlowQuery query;
        private final Set<String> met = new HashSet<>();
        private int read;

        Walk(FlowQuery query) {
            this.query = query;
        }

        CompletableFuture<@Nullable Void> descend(List<Found> level, int depth) {
            return readAll(level, 0, depth > 1).thenCompose(done -> {
                var next = new ArrayList<Found>();
                level.forEach(found -> next.addAll(found.children));
                next.removeIf(found -> !met.add(found.keys.job(found.id)));
                var some = next.subList(0, Math.max(0, Math.min(next.size(), MAX_JOBS - read)));
                read += some.size();
                return some.isEmpty() || depth == 1
                        ? CompletableFuture.completedFuture(null)
                        : descend(some, depth - 1);
            });
        }

        private CompletableFuture<@Nullable Void> readAll(List<Found> level, int from, boolean withChildren) {
            var to = Math.min(level.size(), from + AT_ONCE);
            var reads = new ArrayList<CompletableFuture<?>>();
            level.subList(from, to).forEach(found -> reads.add(read(found, withChildren)));
            level.subList(from, to).stream()
                    .collect(Collectors.groupingBy(found -> found.keys))
                    .forEach((keys, ofQueue) -> reads.add(readStates(keys, ofQueue)));
            return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
                    .thenCompose(done -> to == level.size()
                            ? CompletableFuture.completedFuture(null)
                            : readAll(level, to, withChildren));
        }

        private CompletableFuture<?> read(Found found, boolean withChildren) {
            var keys = found.keys;
            var max = withChildren ? query.maxChildren() : 0;
            var family = redis.run(Scripts.GET_FAMILY, keys, keys.base(), found.id, Integer.toString(max));
            return redis.command(commands -> commands.hgetall(keys.job(found.id)))
                    .thenAccept(fields -> found.fields = fields)
                    .thenAcceptBoth(family, (done, reply) -> found.hold(Replies.list(reply)));
        }

        private CompletableFuture<?> readStates(QueueKeys keys, List<Found> ofQueue) {
            return new JobStates(redis, keys)
                    .of(ofQueue.stream().map(found -> found.id).toList())
                    .thenAccept(states ->
                            ofQueue.forEach(found -> found.state = states.getOrDefault(found.id, JobState.UNKNOWN)));
        }
    }

    /** A job on the way to being read. */
    private final class Found {

        final QueueKeys keys;
        final String id;
        final List<Found> children = new ArrayList<>();
        volatile Map<String, String> fields = Map.of();
        volatile JobState state = JobState.UNKNOWN;
        volatile DependenciesCount count = DependenciesCount.NONE;

        Found(QueueKeys keys, String id) {
            this.keys = keys;
            this.id = id;
        }

        void hold(List<?> family) {
            var counts = Replies.list(family.get(0));
            count = new DependenciesCount(
                    Replies.number(counts.get(0)),
                    Replies.number(counts.get(1)),
                    Replies.number(counts.get(3)),
                    Replies.number(counts.get(2)));
            for (int i = 1; i + 1 < family.size(); i += 2) {
                var base = String.valueOf(family.get(i));
                children.add(new Found(QueueKeys.ofBase(base), String.valueOf(family.get(i + 1))));
            }
        }

        /** Empty for a job that was not read, or is not there any more. */
        Optional<FlowTree> tree() {
            if (fields.isEmpty()) {
                return Optional.empty();
            }
            var job = new Job<Object>(keys.queue(), id, fields, codec, Object.class);
            var below =
                    children.stream().flatMap(child -> child.tree().stream()).toList();
            return Optional.of(new FlowTree(job, keys.prefix(), state, count, below));
        }
    }
}
