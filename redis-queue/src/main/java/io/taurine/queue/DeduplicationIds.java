package io.taurine.queue;

import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Looks up and frees deduplication ids by hand; adding, finishing and removing jobs do it in their scripts. */
final class DeduplicationIds {

    private final LettuceConnection redis;
    private final QueueKeys keys;

    DeduplicationIds(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    CompletionStage<Optional<String>> owner(String deduplicationId) {
        var key = key(deduplicationId);
        return redis.command(commands -> commands.get(key)).thenApply(Optional::ofNullable);
    }

    CompletionStage<Boolean> remove(String deduplicationId) {
        var key = key(deduplicationId);
        return redis.command(commands -> commands.del(key)).thenApply(removed -> removed > 0);
    }

    CompletionStage<Boolean> removeOfJob(String id) {
        return redis.run(Scripts.RELEASE_DEDUPLICATION, keys, keys.base(), id).thenApply(reply -> {
            var code = Replies.number(reply);
            if (code < 0) {
                throw new JobNotFoundException(keys.queue(), id, "removeDeduplicationKeyOfJob");
            }
            return code == 1;
        });
    }

    private String key(String deduplicationId) {
        if (deduplicationId.isEmpty()) {
            throw new IllegalArgumentException("deduplicationId must not be empty");
        }
        return keys.deduplication(deduplicationId);
    }
}
