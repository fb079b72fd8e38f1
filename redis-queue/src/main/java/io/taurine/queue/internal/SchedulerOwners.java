package io.taurine.queue.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Who declared which job scheduler: a hash of its own, since a field in a scheduler's record would go at the next upsert by
 * BullMQ. Its name has a second part, so that BullMQ never takes it for a job. Other clients do not know it; so each entry
 * says how the scheduler looked when its owner wrote it, and counts only for as long as it looks so. Safe to share between
 * threads.
 */
public final class SchedulerOwners {

    /** Suffix of the hash: scheduler id to JSON. */
    public static final String KEY = "taurine:scheduler-owners";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final LettuceConnection redis;
    private final QueueKeys keys;

    public SchedulerOwners(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /**
     * What an owner declares, before interceptors have a hand in it.
     *
     * @param definition digest of name, options and schedule
     * @param data payload as the codec stores it, since a digest of it would tell more than an encrypted one should
     */
    public record Declaration(String owner, String definition, String data) {

        String toJson() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("owner", owner)
                    .put("definition", definition)
                    .put("data", data)
                    .toString();
        }
    }

    /**
     * What is noted of a scheduler.
     *
     * @param text as it is stored
     * @param written fingerprint of the scheduler as its owner left it
     */
    public record Entry(String text, Declaration declaration, String written) {

        /** Empty for what makes no sense. */
        static Optional<Entry> read(String text) {
            try {
                var json = MAPPER.readTree(text);
                var declaration = new Declaration(
                        json.path("owner").asText(),
                        json.path("definition").asText(),
                        json.path("data").asText());
                return json.isObject()
                        ? Optional.of(new Entry(
                                text, declaration, json.path("written").asText()))
                        : Optional.empty();
            } catch (JsonProcessingException e) {
                return Optional.empty();
            }
        }

        public String owner() {
            return declaration.owner();
        }
    }

    /**
     * A scheduler as it stands.
     *
     * @param fingerprint of its definition; empty when there is none
     * @param record its fields
     * @param entry of the owner whose it is, if it is still as that owner wrote it
     */
    public record Seen(String fingerprint, Map<String, String> record, Optional<Entry> entry) {

        public boolean exists() {
            return !fingerprint.isEmpty();
        }

        public boolean isOwnedBy(String owner) {
            return entry.map(Entry::owner).filter(owner::equals).isPresent();
        }
    }

    /** All that were declared, by scheduler id, whatever became of them. */
    public CompletableFuture<Map<String, Entry>> all() {
        return redis.command(commands -> commands.hgetall(keys.key(KEY))).thenApply(stored -> {
            var owned = new TreeMap<String, Entry>();
            stored.forEach((id, text) -> Entry.read(text).ifPresent(entry -> owned.put(id, entry)));
            return owned;
        });
    }

    public CompletableFuture<Seen> look(String id) {
        return redis.run(Scripts.LOOK_AT_SCHEDULER, keys, keys.base(), id).thenApply(reply -> {
            var values = Replies.list(reply);
            var fingerprint = String.valueOf(values.get(0));
            var entry = Entry.read(String.valueOf(values.get(1)))
                    .filter(noted -> !fingerprint.isEmpty() && noted.written().equals(fingerprint));
            return new Seen(fingerprint, Replies.hash(values.subList(2, values.size())), entry);
        });
    }

    /** Makes a scheduler its owner's as it is; false when it is another's, or not as it was seen any more. */
    public CompletableFuture<Boolean> adopt(String id, Declaration declaration, Seen seen) {
        return redis.run(Scripts.ADOPT_SCHEDULER, keys, keys.base(), id, declaration.toJson(), seen.fingerprint())
                .thenApply(reply -> Replies.number(reply) == 0);
    }
}
