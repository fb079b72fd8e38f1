package io.taurine.worker;

import io.taurine.queue.connection.RedisReplyException;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.WorkerGateway;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims whose reply never came: Redis may have given this worker jobs that it does not know of. They are put back as soon as
 * Redis answers again, rather than left to the stalled check, which needs a lock duration and up to two intervals.
 */
final class LostClaims {

    private static final Logger LOG = LoggerFactory.getLogger(LostClaims.class);

    private final WorkerGateway gateway;
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();

    LostClaims(WorkerGateway gateway) {
        this.gateway = gateway;
    }

    void noted(String token, Throwable failure) {
        var cause = Await.unwrap(failure);
        // A script that met an error half way may have claimed some jobs before.
        if (cause instanceof RedisReplyException
                || (cause instanceof RedisUnavailableException unavailable && unavailable.outcomeUnknown())) {
            tokens.add(token);
        }
    }

    private void putBackLater(String token, Throwable failure) {
        if (Await.unwrap(failure) instanceof RedisUnavailableException) {
            tokens.add(token);
        }
    }

    /** Redis answers: put back what those claims took. */
    void putBack() {
        for (var token : List.copyOf(tokens)) {
            if (tokens.remove(token)) {
                gateway.releaseClaims(token).whenComplete((ids, failure) -> {
                    if (failure != null) {
                        putBackLater(token, failure);
                    } else if (!ids.isEmpty()) {
                        LOG.info(
                                "{} jobs of queue {} whose claim was lost with the connection were put back",
                                ids.size(),
                                gateway.keys().queue());
                    }
                });
            }
        }
    }
}
