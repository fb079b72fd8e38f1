package io.taurine.queue.internal;

import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Who declared which job scheduler: a hash of its own, since a field in a scheduler's record would go at the next upsert by
 * BullMQ. Its name has a second part, so that BullMQ never takes it for a job. Safe to share between threads.
 */
public final class SchedulerOwners {

    /** Suffix of the hash: scheduler id to fingerprint, a blank, owner. */
    public static final String KEY = "taurine:scheduler-owners";

    /** What a write is checked against, in this order; upsertScheduler.lua has the same list. */
    private static final List<String> DEFINITION =
            List.of("name", "every", "pattern", "tz", "limit", "startDate", "endDate", "offset", "data", "opts");

    private final LettuceConnection redis;
    private final QueueKeys keys;

    public SchedulerOwners(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /**
     * Who declared a scheduler.
     *
     * @param fingerprint of what was declared
     */
    public record Entry(String owner, String fingerprint) {

        static Entry read(String stored) {
            var blank = stored.indexOf(' ');
            return new Entry(stored.substring(blank + 1), stored.substring(0, Math.max(0, blank)));
        }

        /** As the hash holds it. */
        public String stored() {
            return fingerprint + " " + owner;
        }
    }

    /**
     * A scheduler as it stands.
     *
     * @param isListed it has a slot
     * @param record its fields, empty when it has none
     */
    public record Seen(boolean isListed, Map<String, String> record, Optional<Entry> entry) {

        public boolean exists() {
            return isListed && !record.isEmpty();
        }

        public boolean isOwnedBy(String owner) {
            return entry.map(Entry::owner).filter(owner::equals).isPresent();
        }

        /** What must still be so when somebody writes who has seen this. */
        public List<String> definition() {
            var values = new ArrayList<String>();
            values.add(isListed ? "1" : "");
            DEFINITION.forEach(field -> values.add(record.getOrDefault(field, "")));
            return values;
        }
    }

    /** All that were declared, by scheduler id. */
    public CompletableFuture<Map<String, Entry>> all() {
        return redis.command(commands -> commands.hgetall(keys.key(KEY))).thenApply(stored -> {
            var owned = new HashMap<String, Entry>();
            stored.forEach((id, value) -> owned.put(id, Entry.read(value)));
            return owned;
        });
    }

    public CompletableFuture<Seen> look(String id) {
        var slot = redis.command(commands -> commands.zscore(keys.key("repeat"), id));
        var record = redis.command(commands -> commands.hgetall(keys.schedulerRecord(id)));
        var entry = redis.command(commands -> commands.hget(keys.key(KEY), id));
        return CompletableFuture.allOf(slot, record, entry)
                .thenApply(all -> new Seen(
                        slot.join() != null,
                        record.join(),
                        Optional.ofNullable(entry.join()).map(Entry::read)));
    }

    /** Takes over what nobody has declared; false when somebody was faster. */
    public CompletableFuture<Boolean> own(String id, Entry entry) {
        return redis.command(commands -> commands.hsetnx(keys.key(KEY), id, entry.stored()));
    }
}
