package io.taurine.server.override;

import io.taurine.queue.settings.SettingsStore;
import io.taurine.queue.settings.StoredSettings;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Settings of one process. */
final class MemorySettings implements SettingsStore {

    private final Map<String, StoredSettings> settings = new HashMap<>();
    private long changes;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String keyOf(String id) {
        return id;
    }

    @Override
    public CompletionStage<StoredSettings> getAsync(String id) {
        return CompletableFuture.completedFuture(find(id));
    }

    private synchronized StoredSettings find(String id) {
        return settings.getOrDefault(id, new StoredSettings(id, Map.of(), ""));
    }

    @Override
    public CompletionStage<List<StoredSettings>> changedAsync(Map<String, String> known) {
        return CompletableFuture.completedFuture(known.keySet().stream()
                .map(this::find)
                .filter(found -> !found.etag().equals(known.get(found.id())))
                .toList());
    }

    @Override
    public CompletionStage<Optional<String>> writeAsync(
            String id, String etag, Map<String, String> set, Collection<String> remove) {
        return CompletableFuture.completedFuture(write(id, etag, set, remove));
    }

    @Override
    public synchronized Optional<String> write(
            String id, String etag, Map<String, String> set, Collection<String> remove) {
        var before = find(id);
        if (!before.etag().equals(etag)) {
            return Optional.empty();
        }
        var fields = new HashMap<>(before.fields());
        fields.keySet().removeAll(remove);
        fields.putAll(set);
        var now = Long.toString(Instant.now().toEpochMilli());
        fields.putIfAbsent("created", now);
        fields.put("updated", now);
        var after = new StoredSettings(id, fields, Long.toString(++changes));
        settings.put(id, after);
        return Optional.of(after.etag());
    }

    @Override
    public CompletionStage<Boolean> removeAsync(String id) {
        return CompletableFuture.completedFuture(drop(id));
    }

    private synchronized boolean drop(String id) {
        return settings.remove(id) != null;
    }
}
