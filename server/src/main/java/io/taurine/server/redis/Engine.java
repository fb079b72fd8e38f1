package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.queue.listing.JobListing;
import io.taurine.queue.listing.SchedulerListing;
import io.taurine.queue.lock.DistributedLock;
import io.taurine.queue.lock.LockGroup;
import io.taurine.queue.lock.LockOptions;
import io.taurine.queue.lock.RedisLock;
import io.taurine.queue.records.Claims;
import io.taurine.queue.records.RecordStore;
import io.taurine.server.runner.NoSuchDefinitionException;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.internal.ExactJson;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The connection, the queues and the records of a runner, from its start until it is closed. Safe to share. */
final class Engine {

    /** How long an idempotency key is known. */
    static final Duration REQUESTS_REMEMBERED = Duration.ofDays(1);

    private final RunnerSetup setup;
    private volatile @Nullable Open open;

    Engine(RunnerSetup setup) {
        this.setup = setup;
    }

    private record Open(
            RedisConnection connection,
            Optional<LockGroup> lockGroup,
            Map<String, Queue<JsonNode>> queues,
            RecordStore switches,
            RecordStore schedules,
            RecordStore turns,
            RecordStore retired,
            Claims requests) {}

    void connect() {
        var connection =
                RedisConnection.connect(setup.redisUri(), RedisOptions.builder().build());
        try {
            var lockServers = setup.lockServers();
            open = new Open(
                    connection,
                    lockServers.isEmpty() ? Optional.empty() : Optional.of(LockGroup.connect(lockServers)),
                    new ConcurrentHashMap<>(),
                    records("switches", connection),
                    records("schedules", connection),
                    records("turns", connection),
                    records("retired", connection),
                    Claims.of(name("requests"), REQUESTS_REMEMBERED, connection));
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Queue<JsonNode> open(String key, RedisConnection connection) {
        var options = QueueOptions.builder()
                .prefix(setup.prefix())
                .codec(ExactJson.CODEC)
                .attemptEvents(true)
                .build();
        return Queue.of(key, JsonNode.class, connection, options);
    }

    private RecordStore records(String what, RedisConnection connection) {
        return RecordStore.of(name(what), connection);
    }

    private String name(String what) {
        return "server:" + setup.prefix() + ":" + what;
    }

    private Open open() {
        var now = open;
        if (now == null) {
            throw new IllegalStateException("The runner is not running: start it first");
        }
        return now;
    }

    RedisConnection connection() {
        return open().connection();
    }

    /**
     * The queue of a definition.
     *
     * @throws NoSuchDefinitionException if there is none
     */
    Queue<JsonNode> queue(String key) {
        return find(key).orElseThrow(() -> new NoSuchDefinitionException("There is no definition " + key));
    }

    /** One that was opened stays: what runs when its definition goes must come to its end. */
    Optional<Queue<JsonNode>> find(String key) {
        var now = open();
        var known = now.queues().get(key);
        if (known != null || setup.definitions().newest(key).isEmpty()) {
            return Optional.ofNullable(known);
        }
        return Optional.of(now.queues().computeIfAbsent(key, absent -> open(key, now.connection())));
    }

    /** Throws as {@link #queue} does. */
    JobListing listing(String key) {
        return JobListing.of(queue(key).name(), connection(), setup.prefix());
    }

    /** Of one that was opened before, or of a definition. */
    Optional<SchedulerListing> schedulers(String key) {
        return find(key).map(queue -> SchedulerListing.of(queue.name(), connection(), setup.prefix()));
    }

    /** One that a run of a definition takes that runs once at a time. */
    DistributedLock lock(String key) {
        var now = open();
        var name = setup.prefix() + ":" + key;
        return now.lockGroup()
                .map(group -> group.lock(name, LockOptions.defaults()))
                .orElseGet(() -> RedisLock.of(name, now.connection()));
    }

    /** By the key of a definition. */
    RecordStore switches() {
        return open().switches();
    }

    /** By the id of a schedule. */
    RecordStore schedules() {
        return open().schedules();
    }

    /** Whose turn it is, by the id of a schedule. */
    RecordStore turns() {
        return open().turns();
    }

    /** The schedules that were disabled when their definition went. */
    RecordStore retired() {
        return open().retired();
    }

    /** What was asked for, by a digest of the idempotency key. */
    Claims requests() {
        return open().requests();
    }

    void close() {
        var last = open;
        open = null;
        if (last != null) {
            last.queues().values().forEach(Queue::close);
            last.lockGroup().ifPresent(LockGroup::close);
            last.connection().close();
        }
    }
}
