package io.taurine.queue.events;

import io.lettuce.core.XAddArgs;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@link QueueEventsProducer} on Redis. */
final class EventPublisher implements QueueEventsProducer {

    private static final String NAME = "event";

    private final LettuceConnection redis;
    private final QueueKeys keys;

    EventPublisher(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public CompletionStage<String> publishEventAsync(String name, Map<String, String> fields, long maxEvents) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name of an event must not be empty");
        }
        if (fields.containsKey(NAME)) {
            throw new IllegalArgumentException("fields must not have 'event', which holds the name");
        }
        if (maxEvents < 1) {
            throw new IllegalArgumentException("maxEvents must be 1 or more, was " + maxEvents);
        }
        var entry = new LinkedHashMap<String, String>();
        entry.put(NAME, name);
        entry.putAll(fields);
        var cut = XAddArgs.Builder.maxlen(maxEvents).approximateTrimming();
        return redis.command(commands -> commands.xadd(keys.key("events"), cut, entry));
    }
}
