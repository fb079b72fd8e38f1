package io.taurine.queue.lock;

import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.script.Scripts;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A lock on any number of servers, of which more than half have to grant it. One server is the case of a quorum of one.
 *
 * <p>All servers are asked at once. Those that granted answer with their next fencing number; the largest of them becomes the
 * holder's, and where they differ it is written back to a quorum before the lock counts as held: the quorum of the next
 * holder shares a server with this one, so its number is larger. Validity counts from before the first question.
 */
abstract class QuorumLock implements DistributedLock {

    static final Duration LONGEST_WAIT = Duration.ofDays(1);
    private static final int TOKEN_BYTES = 16;

    final LockKeys keys;
    final LockOptions options;
    final LockServers servers;
    final LockClock clock;
    private final long driftNanos;

    QuorumLock(String name, LockServers servers, LockOptions options, LockClock clock) {
        this.keys = new LockKeys(name);
        this.options = options;
        this.servers = servers;
        this.clock = clock;
        this.driftNanos = (long) (options.leaseTime().toNanos() * options.driftFactor()) + 2_000_000;
    }

    @Override
    public String name() {
        return keys.name();
    }

    @Override
    public LockOptions options() {
        return options;
    }

    @Override
    public CompletionStage<Optional<HeldLock>> tryLockAsync() {
        var result = new CompletableFuture<Optional<HeldLock>>();
        attempt().whenComplete((attempt, bug) -> {
            if (attempt == null) {
                result.completeExceptionally(bug);
            } else if (attempt.held() != null) {
                if (!result.complete(Optional.of(attempt.held()))) {
                    attempt.held().closeAsync(); // the caller has gone
                }
            } else if (attempt.tally().isUnanswered()) {
                result.completeExceptionally(unavailable(attempt.tally()));
            } else {
                result.complete(Optional.empty());
            }
        });
        return result;
    }

    @Override
    public CompletionStage<HeldLock> lockAsync(Duration maxWait) {
        if (maxWait.isNegative() || maxWait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("maxWait must be between 0 and 1 day, was " + maxWait);
        }
        return new LockWait(this, maxWait).begin();
    }

    RedisUnavailableException unavailable(Tally tally) {
        var failure = new RedisUnavailableException(
                "Lock " + name() + ": only " + (tally.yes().size() + tally.no().size()) + " of " + tally.servers()
                        + " servers answered within " + options.serverTimeout().toMillis() + " ms, needed are "
                        + tally.quorum() + " (" + servers.addresses() + ")",
                false,
                tally.failures().isEmpty() ? null : tally.failures().get(0));
        tally.failures().stream().skip(1).forEach(failure::addSuppressed);
        return failure;
    }

    /** One try; what was granted in vain is given back. */
    CompletableFuture<Attempt> attempt() {
        var startNanos = clock.nanos();
        var token = newToken();
        return servers.ask(
                        options.serverTimeout(),
                        Scripts.ACQUIRE_LOCK,
                        keys.both(),
                        "",
                        token,
                        options.holder(),
                        Long.toString(options.leaseTime().toMillis()))
                .thenCompose(granted -> granted.isCarried()
                        ? number(token, granted).thenApply(confirmed -> hold(token, startNanos, granted, confirmed))
                        : CompletableFuture.completedFuture(inVain(token, granted)));
    }

    private Attempt inVain(String token, Tally tally) {
        if (tally.no().size() < tally.servers()) { // somebody may have granted it, or may still do so
            release(token);
        }
        return new Attempt(null, tally);
    }

    /** Makes the fencing number known to a quorum; those that counted on in step know it already. */
    private CompletableFuture<Tally> number(String token, Tally granted) {
        var fence = largest(granted.yes());
        return granted.yes().stream().filter(given -> given == fence).count() >= granted.quorum()
                ? CompletableFuture.completedFuture(granted)
                : servers.ask(options.serverTimeout(), Scripts.RAISE_FENCE, keys.both(), token, Long.toString(fence));
    }

    private Attempt hold(String token, long startNanos, Tally granted, Tally confirmed) {
        var deadline = deadline(startNanos);
        if (!confirmed.isCarried() || deadline - clock.nanos() <= 0) {
            return inVain(token, confirmed);
        }
        var held = new Hold(this, token, largest(granted.yes()), deadline);
        held.keep();
        return new Attempt(held, granted);
    }

    /** Until when a lease can be relied on that was asked for at that moment. */
    long deadline(long askedNanos) {
        return askedNanos + options.leaseTime().toNanos() - driftNanos;
    }

    CompletableFuture<Tally> renew(String token) {
        return servers.ask(
                options.serverTimeout(),
                Scripts.RENEW_LOCK,
                keys.both(),
                token,
                Long.toString(options.leaseTime().toMillis()));
    }

    CompletableFuture<Tally> release(String token) {
        return servers.ask(options.serverTimeout(), Scripts.RELEASE_LOCK, List.of(keys.lock()), token);
    }

    private static long largest(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    private static String newToken() {
        var bytes = new byte[TOKEN_BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "Lock " + name() + " on " + servers.addresses();
    }

    /**
     * What came of one try.
     *
     * @param held the lock, or null when it was not to be had
     * @param tally what the servers said last
     */
    record Attempt(@Nullable Hold held, Tally tally) {

        /** For how many ms the lock is taken, as far as the servers know; at least 1. */
        long takenMillis() {
            return tally.no().stream()
                    .mapToLong(ttl -> -ttl)
                    .filter(ttl -> ttl > 0)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }
    }
}
