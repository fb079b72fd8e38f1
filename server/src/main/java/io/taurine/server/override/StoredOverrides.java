package io.taurine.server.override;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.taurine.queue.settings.SettingsStore;
import io.taurine.queue.settings.StoredSettings;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.NoSuchDefinitionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Overrides in a store of settings, looked at now and then. */
final class StoredOverrides implements Overrides {

    private static final Logger LOG = LoggerFactory.getLogger(StoredOverrides.class);
    private static final int TRIES = 20;

    private final SettingsStore store;
    private final @Nullable RunNow runNow;
    private final Duration lookInterval;
    private final List<OverrideListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, OverrideState> states = new ConcurrentHashMap<>();

    /** Held while states change and listeners hear of it, so that they hear in order. */
    private final ReentrantLock lock = new ReentrantLock();

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var created = new Thread(task, "taurine-overrides");
        created.setDaemon(true);
        return created;
    });

    private volatile Definitions definitions;

    @GuardedBy("lock")
    private boolean isOut;

    StoredOverrides(Definitions definitions, SettingsStore store, @Nullable RunStarter starter, Duration lookInterval) {
        this.definitions = definitions;
        this.store = store;
        this.runNow = starter == null ? null : new RunNow(store, starter, System::nanoTime);
        this.lookInterval = lookInterval;
    }

    void start() {
        var resets = note(definitions);
        look();
        // Who listens from the start on has not had a chance yet.
        thread.schedule(() -> resets.forEach(this::tell), lookInterval.toMillis(), TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(
                this::lookSafely, lookInterval.toMillis(), lookInterval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<OverrideEvent> note(Definitions all) {
        var registration = new Registration(store);
        var resets = new ArrayList<OverrideEvent>();
        for (var key : all.keys()) {
            registration.note(all.newest(key).orElseThrow()).ifPresent(resets::add);
        }
        return resets;
    }

    @Override
    public void replace(Definitions others) {
        var resets = note(others);
        lock.lock();
        try {
            definitions = others;
            states.keySet().retainAll(others.keys());
            // Another implementation may take what the one before did not, and the other way round.
            states.replaceAll((key, state) -> OverrideState.of(state.stored(), newest(key), state));
            look();
            resets.forEach(this::tell);
        } finally {
            lock.unlock();
        }
    }

    private void lookSafely() {
        lock.lock();
        try {
            look();
            if (isOut) {
                isOut = false;
                LOG.info("Overrides can be read again");
            }
        } catch (RuntimeException e) {
            if (!isOut) {
                isOut = true;
                LOG.warn("Overrides cannot be read; those that are known go on to count", e);
            }
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        var known = new HashMap<String, String>();
        for (var key : definitions.keys()) {
            var state = states.get(key);
            // What none has, so that the first look brings all.
            known.put(key, state == null ? "unknown" : state.stored().etag());
            if (known.size() == SettingsStore.MAX_IDS) {
                store.changed(known).forEach(this::update);
                known.clear();
            }
        }
        if (!known.isEmpty()) {
            store.changed(known).forEach(this::update);
        }
        startRuns();
    }

    private void update(StoredSettings stored) {
        lock.lock();
        try {
            var key = stored.id();
            var before = states.get(key);
            var after = OverrideState.of(stored, newest(key), before);
            states.put(key, after);
            after.problems().stream()
                    .filter(problem -> before == null || !before.problems().contains(problem))
                    .forEach(problem -> LOG.warn("An override does not fit and is ignored: {}", problem));
            if (before != null && !before.applied().equals(after.applied())) {
                tell(new OverrideEvent(OverrideEvent.Kind.CHANGED, key, before.asOverride(), after.asOverride(), ""));
            }
        } finally {
            lock.unlock();
        }
    }

    private void startRuns() {
        if (runNow == null) {
            return;
        }
        for (var state : states.values()) {
            if (RunNow.isAskedFor(state.stored())) {
                startRun(runNow, state.stored());
            }
        }
    }

    private void startRun(RunNow runs, StoredSettings stored) {
        try {
            runs.look(stored, newest(stored.id())).ifPresent(this::tell);
        } catch (RuntimeException e) {
            LOG.warn(
                    "A run of {} that was asked for by its override could not be started; it is tried again",
                    stored.id(),
                    e);
        }
    }

    private void tell(OverrideEvent event) {
        for (var listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed to hear of {}", event, e);
            }
        }
    }

    private Definition<?> newest(String key) {
        return definitions
                .newest(key)
                .orElseThrow(() -> new NoSuchDefinitionException("There is no definition " + key));
    }

    @Override
    public OverrideView get(String key) {
        var definition = newest(key);
        var stored = store.get(key);
        return view(stored, definition);
    }

    private OverrideView view(StoredSettings stored, Definition<?> definition) {
        return new OverrideView(
                stored.id(),
                StoredForm.override(stored),
                StoredForm.defaults(stored),
                stored.fields().getOrDefault(StoredForm.CHECKSUM, ""),
                StoredForm.instant(stored, "created"),
                StoredForm.instant(stored, "updated"),
                stored.etag(),
                OverrideState.of(stored, definition, null).problems());
    }

    @Override
    public List<OverrideView> list() {
        var views = new ArrayList<OverrideView>();
        for (var key : definitions.keys()) {
            var state = states.get(key);
            if (state != null) {
                views.add(view(state.stored(), newest(key)));
            }
        }
        return views;
    }

    @Override
    public List<OverrideProblem> check(String key, DefinitionOverride override) {
        return OverrideFit.of(override, newest(key)).problems();
    }

    @Override
    public OverrideView put(String key, DefinitionOverride override, Optional<String> etag) {
        var problems = check(key, override);
        if (!problems.isEmpty()) {
            throw new OverrideRefusedException(problems);
        }
        for (int i = 0; i < TRIES; i++) {
            var stored = store.get(key);
            if (etag.isPresent() && !etag.get().equals(stored.etag())) {
                throw new OverrideChangedException(key);
            }
            var gone = new ArrayList<>(StoredForm.override(stored).fields().keySet());
            gone.removeAll(override.fields().keySet());
            if (store.write(key, stored.etag(), override.fields(), gone).isPresent()) {
                var after = store.get(key);
                update(after);
                return view(after, newest(key));
            }
        }
        throw new OverrideChangedException(key);
    }

    @Override
    public OverrideView change(String key, UnaryOperator<DefinitionOverride> change) {
        for (int i = 0; ; i++) {
            var before = get(key);
            try {
                return put(key, change.apply(before.override()), Optional.of(before.etag()));
            } catch (OverrideChangedException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    @Override
    public OverrideView delete(String key, Optional<String> etag) {
        return put(key, DefinitionOverride.none(), etag);
    }

    @Override
    public <P> Definition<P> effective(Definition<P> definition) {
        var state = states.get(definition.key());
        return state == null ? definition : OverrideFit.apply(state.applied(), definition);
    }

    @Override
    public Definitions effective() {
        return Definitions.of(
                definitions.all().stream().<Definition<?>>map(this::effective).toList());
    }

    @Override
    public List<OverrideProblem> problems() {
        return states.values().stream()
                .flatMap(state -> state.problems().stream())
                .sorted(Comparator.comparing(OverrideProblem::toString))
                .toList();
    }

    @Override
    public void listen(OverrideListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
