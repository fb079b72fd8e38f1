package io.taurine.queue.lock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.Conductor;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.LuaScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** The servers behind a lock: asked all at once, heard until a quorum is clear or the time for an answer is up. */
final class LockServers {

    private final List<LockServer> servers;

    LockServers(List<? extends LockServer> servers) {
        this.servers = List.copyOf(servers);
    }

    /** Whoever gives turns instead of threads, in a test without Redis. */
    Optional<Conductor> conductor() {
        return anyOf().conductor();
    }

    int quorum() {
        return servers.size() / 2 + 1;
    }

    ScheduledExecutorService scheduler() {
        return anyOf().scheduler();
    }

    private LettuceConnection anyOf() {
        return servers.stream()
                .flatMap(server -> server.connection().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No server of the lock was ever reached"));
    }

    String addresses() {
        return servers.stream().map(LockServer::address).collect(Collectors.joining(", "));
    }

    /** Completes, never exceptionally, when a quorum agreed (with a positive number) or no longer can. */
    CompletableFuture<Tally> ask(Duration timeout, LuaScript script, List<String> keys, String... arguments) {
        var vote = new Vote(servers.size(), quorum());
        for (var server : servers) {
            var connection = server.connection();
            if (connection.isEmpty()) {
                vote.failed(new RedisUnavailableException(server.address() + " has not been reached yet", false, null));
                continue;
            }
            connection.get().runOnce(script, keys, arguments).whenComplete((reply, failure) -> {
                if (failure == null) {
                    vote.answered(Replies.number(reply));
                } else {
                    vote.failed(Await.unwrap(failure));
                }
            });
        }
        try {
            var clock = scheduler().schedule(vote::close, timeout.toNanos(), TimeUnit.NANOSECONDS);
            vote.result.whenComplete((tally, never) -> clock.cancel(false));
        } catch (RuntimeException closed) { // the connection is closed, and nobody would end the vote
            vote.failed(closed);
            vote.close();
        }
        return vote.result;
    }

    /** One question to all servers. */
    private static final class Vote {

        final CompletableFuture<Tally> result = new CompletableFuture<>();
        private final ReentrantLock lock = new ReentrantLock();
        private final int servers;
        private final int quorum;

        @GuardedBy("lock")
        private final List<Long> yes = new ArrayList<>();

        @GuardedBy("lock")
        private final List<Long> no = new ArrayList<>();

        @GuardedBy("lock")
        private final List<Throwable> failures = new ArrayList<>();

        Vote(int servers, int quorum) {
            this.servers = servers;
            this.quorum = quorum;
        }

        void answered(long number) {
            lock.lock();
            try {
                (number > 0 ? yes : no).add(number);
            } finally {
                lock.unlock();
            }
            count();
        }

        void failed(Throwable failure) {
            lock.lock();
            try {
                failures.add(failure);
            } finally {
                lock.unlock();
            }
            count();
        }

        /** No more answers are waited for. */
        void close() {
            result.complete(tally());
        }

        private void count() {
            var tally = tally();
            if (tally.isCarried() || tally.isRefused() || tally.isComplete()) {
                result.complete(tally);
            }
        }

        private Tally tally() {
            lock.lock();
            try {
                return new Tally(yes, no, failures, servers, quorum);
            } finally {
                lock.unlock();
            }
        }
    }
}
