package io.taurine.queue.internal;

import io.lettuce.core.SetArgs;
import io.taurine.job.JobState;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisServer;
import io.taurine.queue.internal.redis.BlockingReads;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.redis.MarkerSeat;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What workers do in Redis, each in one call. Safe to share between threads. */
public final class WorkerGateway {

    private static final String REDIS_CLOCK = "";
    private static final String LOOK_AT = "2000";

    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final JobStates states;
    private final int maxDataPoints;

    public WorkerGateway(RedisConnection connection, String prefix, String queueName) {
        this(connection, prefix, queueName, 0);
    }

    /**
     * A gateway that counts the ends it records.
     *
     * @param maxDataPoints minutes to keep counts of, 0 to count nothing
     */
    public WorkerGateway(RedisConnection connection, String prefix, String queueName, int maxDataPoints) {
        this.maxDataPoints = maxDataPoints;
        this.redis = LettuceConnection.of(connection);
        this.keys = QueueKeys.of(prefix, queueName);
        this.states = new JobStates(redis, keys);
        if (redis.server().topology() == RedisServer.Topology.CLUSTER) {
            keys.requireOneSlot();
        }
    }

    public CompletableFuture<ClaimReply> claim(ClaimRequest request) {
        var arguments = new ArrayList<String>(8);
        addClaim(arguments, request);
        return redis.run(Scripts.CLAIM, keys, arguments.toArray(String[]::new))
                .thenApply(reply -> ClaimReply.parse(Replies.list(reply), request.workerName()));
    }

    /** The codes of a batch, in its order, and what was claimed for the slots that it freed. */
    public record SettleReply(List<ReplyCode> codes, ClaimReply claimed) {}

    /** Settles a batch and claims; {@code wanted} 0 claims nothing. */
    public CompletableFuture<SettleReply> settle(List<Settlement> batch, ClaimRequest request) {
        var arguments = new ArrayList<String>(9 + batch.size() * 6);
        addClaim(arguments, request);
        arguments.add(Integer.toString(batch.size()));
        for (var settlement : batch) {
            arguments.add(settlement.jobId());
            arguments.add(settlement.token());
        }
        for (var settlement : batch) {
            arguments.addAll(settlement.arguments());
        }
        if (maxDataPoints > 0) {
            arguments.add(Integer.toString(maxDataPoints));
        }
        return redis.run(Scripts.SETTLE, keys, arguments.toArray(String[]::new)).thenApply(reply -> {
            var answer = Replies.list(reply);
            var codes = Replies.list(answer.get(0)).stream()
                    .map(code -> ReplyCode.of(Replies.number(code)))
                    .toList();
            return new SettleReply(codes, ClaimReply.parse(answer.subList(1, answer.size()), request.workerName()));
        });
    }

    /** Begins a call, and may serve the connection until it ends; see {@link LettuceConnection#serve}. */
    public void serve(Supplier<CompletableFuture<ReplyCode>> call) {
        redis.serve(call);
    }

    private void addClaim(List<String> arguments, ClaimRequest request) {
        arguments.add(keys.base());
        arguments.add(REDIS_CLOCK);
        arguments.add(request.token());
        arguments.add(Long.toString(request.lockMillis()));
        arguments.add(Integer.toString(request.wanted()));
        arguments.add(request.workerName());
        arguments.add(request.limiterMax() > 0 ? Integer.toString(request.limiterMax()) : "");
        arguments.add(request.limiterMax() > 0 ? Long.toString(request.limiterMillis()) : "");
    }

    /** A lock somebody holds. */
    public record HeldLock(String jobId, String token) {}

    /**
     * What a renewal found.
     *
     * @param lost ids of the jobs whose lock is lost
     * @param cancelled reasons of the jobs that somebody cancelled while these locks were held, by id
     */
    public record RenewReply(List<String> lost, Map<String, String> cancelled) {}

    /** Renews locks. */
    public CompletableFuture<RenewReply> extendLocks(long lockMillis, List<HeldLock> locks) {
        var arguments = new ArrayList<String>(3 + locks.size() * 2);
        arguments.add(keys.base());
        arguments.add(Long.toString(lockMillis));
        addLocks(arguments, locks);
        return redis.run(Scripts.EXTEND_LOCKS, keys, arguments.toArray(String[]::new))
                .thenApply(reply -> {
                    var parts = Replies.list(reply);
                    return new RenewReply(Replies.texts(parts.get(0)), Replies.hash(parts.get(1)));
                });
    }

    /** Why jobs were cancelled under these locks, by id; those that were not are left out. Writes nothing. */
    public CompletableFuture<Map<String, String>> cancelReasons(List<HeldLock> locks) {
        var arguments = new ArrayList<String>(2 + locks.size() * 2);
        arguments.add(keys.base());
        addLocks(arguments, locks);
        return redis.run(Scripts.FIND_CANCELLED, keys, arguments.toArray(String[]::new))
                .thenApply(Replies::hash);
    }

    private static void addLocks(List<String> arguments, List<HeldLock> locks) {
        arguments.add(Integer.toString(locks.size()));
        for (var lock : locks) {
            arguments.add(lock.jobId());
            arguments.add(lock.token());
        }
    }

    /** Puts jobs of silent workers back in line, unless another worker just did; returns their ids. */
    public CompletableFuture<List<String>> recoverStalled(int maxStalledCount, long intervalMillis) {
        return recoverStalled(maxStalledCount, intervalMillis, "", new ArrayList<>());
    }

    private CompletableFuture<List<String>> recoverStalled(
            int maxStalledCount, long intervalMillis, String step, List<String> recovered) {
        return redis.run(
                        Scripts.RECOVER_STALLED,
                        keys,
                        keys.base(),
                        REDIS_CLOCK,
                        Integer.toString(maxStalledCount),
                        Long.toString(intervalMillis),
                        step)
                .thenCompose(reply -> {
                    var answer = Replies.list(reply);
                    recovered.addAll(Replies.texts(answer.get(0)));
                    var next = String.valueOf(answer.get(1));
                    return next.isEmpty()
                            ? CompletableFuture.completedFuture(recovered)
                            : recoverStalled(maxStalledCount, intervalMillis, next, recovered);
                });
    }

    /** Puts back what a claim took whose reply never came; returns the ids. */
    public CompletableFuture<List<String>> releaseClaims(String token) {
        return redis.run(Scripts.RELEASE_CLAIMS, keys, keys.base(), token, LOOK_AT)
                .thenApply(Replies::texts);
    }

    /** The fields of a job, empty when there is none. */
    public CompletableFuture<Map<String, String>> fields(String jobId) {
        return redis.command(commands -> commands.hgetall(keys.job(jobId)));
    }

    /** Where a job is. */
    public CompletableFuture<JobState> state(String jobId) {
        return states.of(jobId);
    }

    /** Hears who cancels jobs that the worker with this id runs, until {@link #ignoreCancels}. */
    public void hearCancels(String workerId, CancelSubscriber subscriber) {
        redis.subscribe(keys.cancelChannel(workerId), subscriber);
    }

    public void ignoreCancels(String workerId) {
        redis.unsubscribe(keys.cancelChannel(workerId));
    }

    /** A place to wait for the marker, under the name by which BullMQ knows its workers. */
    public MarkerSeat openMarkerSeat(String workerName) {
        return redis.openMarkerSeat(connectionName(workerName), markerKey());
    }

    /** A connection of its own under that name. */
    public BlockingReads openMarkerReads(String workerName) {
        return redis.openBlockingReads(connectionName(workerName), markerKey());
    }

    private String connectionName(String workerName) {
        return keys.clientName() + (workerName.isEmpty() ? "" : ":w:" + workerName);
    }

    /** Wakes a sleeping worker if there is anything to do, now or later. For a caller that took a marker in vain. */
    public CompletableFuture<Boolean> wakeWorkers() {
        var lines = new String[] {keys.key("wait"), keys.key("prioritized"), keys.key("delayed")};
        return redis.command(commands -> commands.exists(lines))
                .thenCompose(found -> found == 0
                        ? CompletableFuture.completedFuture(false)
                        : redis.command(commands -> commands.zadd(markerKey(), 0, "0"))
                                .thenApply(added -> true));
    }

    /** Lets no worker that keeps a limit start a job for that long. */
    public CompletableFuture<?> rateLimit(long millis) {
        return redis.command(
                commands -> commands.set(keys.key("limiter"), QueueKeys.RATE_LIMITED, SetArgs.Builder.px(millis)));
    }

    /** How long the rate window still lasts; 0 or less when there is none. */
    public CompletableFuture<Long> rateLimitTtl() {
        return redis.command(commands -> commands.pttl(keys.key("limiter")));
    }

    public String markerKey() {
        return keys.key("marker");
    }

    public QueueKeys keys() {
        return keys;
    }

    /** When the first delayed job is due, in ms since 1970; 0 when there is none. */
    public CompletableFuture<Long> nextDueMillis() {
        return redis.command(commands -> commands.zrangeWithScores(keys.key("delayed"), 0, 0))
                .thenApply(first ->
                        first.isEmpty() ? 0L : (long) Math.floor(first.get(0).getScore() / 4096));
    }

    /** True when a job waits to be claimed. */
    public CompletableFuture<Boolean> isAnyInLine() {
        return redis.command(commands -> commands.exists(keys.key("wait"), keys.key("prioritized")))
                .thenApply(found -> found > 0);
    }

    /** Who gives turns to what has no thread; empty but in tests without Redis. */
    public Optional<Conductor> conductor() {
        return redis.conductor();
    }

    /** What a user gets to see of a worker. */
    public <I> I attended(Class<? super I> type, I target) {
        return redis.attended(type, target);
    }

    /** True when the owner of the connection has closed it: no call will succeed any more. */
    public boolean isClosed() {
        return redis.isClosed();
    }

    /** Longest a call can take before it fails. */
    public long commandTimeoutMillis() {
        return redis.options().commandTimeout().toMillis();
    }
}
