package io.taurine.server.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.queue.records.RecordStore;
import io.taurine.queue.records.StoredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A record in Redis for each process. */
final class RedisWorkerRegister implements WorkerRegister {

    /** How long a process that died is told of. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private static final int PAGE = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RecordStore records;

    RedisWorkerRegister(RecordStore records) {
        this.records = records;
    }

    @Override
    public List<WorkerPresence> all() {
        var all = new ArrayList<WorkerPresence>();
        var after = "";
        List<StoredRecord> page;
        do {
            page = records.page(after, PAGE);
            page.forEach(stored -> read(stored).ifPresent(all::add));
            after = page.isEmpty() ? after : page.get(page.size() - 1).id();
        } while (page.size() == PAGE);
        return all;
    }

    @Override
    public void forgetGone(Instant now) {
        all().stream()
                .filter(worker -> worker.isGone(now.minus(REMEMBERED)))
                .forEach(worker -> records.remove(worker.name()));
    }

    @Override
    public void put(WorkerPresence presence) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("startedAt", presence.startedAt().toEpochMilli())
                .put("seenAt", presence.seenAt().toEpochMilli())
                .put("goneAt", presence.goneAt().toEpochMilli())
                .put("maxConcurrency", presence.maxConcurrency());
        var definitions = json.putArray("definitions");
        presence.definitions().forEach(definitions::add);
        records.put(presence.name(), json.toString());
    }

    @Override
    public void remove(String name) {
        records.remove(name);
    }

    /** Empty for what somebody else has put there. */
    private static Optional<WorkerPresence> read(StoredRecord stored) {
        try {
            var json = JSON.readTree(stored.value());
            var definitions = new ArrayList<String>();
            json.path("definitions").forEach(key -> definitions.add(key.asText()));
            return Optional.of(new WorkerPresence(
                    stored.id(),
                    instant(json, "startedAt"),
                    instant(json, "seenAt"),
                    instant(json, "goneAt"),
                    json.path("maxConcurrency").asInt(),
                    definitions));
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    private static Instant instant(JsonNode json, String field) {
        return Instant.ofEpochMilli(json.path(field).asLong());
    }
}
