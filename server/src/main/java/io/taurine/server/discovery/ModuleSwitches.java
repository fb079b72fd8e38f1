package io.taurine.server.discovery;

import io.taurine.queue.settings.SettingsStore;
import io.taurine.queue.settings.StoredSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which modules are on: as the configuration says until somebody switches one, then as that was stored, for all servers. Not
 * safe to share between threads.
 */
final class ModuleSwitches {

    private static final Logger LOG = LoggerFactory.getLogger(ModuleSwitches.class);
    private static final String ENABLED = "enabled";
    private static final int TRIES = 20;

    private final Set<String> offAtFirst;
    private final @Nullable SettingsStore store;
    private final Map<String, StoredSettings> known = new HashMap<>();
    private final Map<String, Boolean> switched = new HashMap<>();
    private boolean isOut;

    /** @param store null for switches that end with the process */
    ModuleSwitches(Set<String> offAtFirst, @Nullable SettingsStore store) {
        this.offAtFirst = Set.copyOf(offAtFirst);
        this.store = store;
    }

    boolean isShared() {
        return store != null;
    }

    boolean isOn(String module) {
        return switched.getOrDefault(module, !offAtFirst.contains(module));
    }

    /** False when it was so before, here. */
    boolean set(String module, boolean isOn) {
        if (store != null) {
            write(store, module, isOn);
        }
        var before = isOn(module);
        switched.put(module, isOn);
        return before != isOn;
    }

    private static void write(SettingsStore store, String module, boolean isOn) {
        for (int i = 0; i < TRIES; i++) {
            var etag = store.get(module).etag();
            if (store.write(module, etag, Map.of(ENABLED, Boolean.toString(isOn)), List.of())
                    .isPresent()) {
                return;
            }
        }
        throw new IllegalStateException("The switch of the module " + module + " is changed by others all the time");
    }

    /** Looks at what is stored of those modules; true when one is switched otherwise than before. */
    boolean look(Collection<String> modules) {
        if (store == null) {
            return false;
        }
        try {
            var isOtherwise = false;
            for (var stored : changed(store, modules)) {
                known.put(stored.id(), stored);
                isOtherwise |= take(stored);
            }
            if (isOut) {
                isOut = false;
                LOG.info("The switches of modules can be read again");
            }
            return isOtherwise;
        } catch (RuntimeException e) {
            if (!isOut) {
                isOut = true;
                LOG.warn("The switches of modules cannot be read; modules stay as they are", e);
            }
            return false;
        }
    }

    private List<StoredSettings> changed(SettingsStore from, Collection<String> modules) {
        var changed = new ArrayList<StoredSettings>();
        var asked = new HashMap<String, String>();
        for (var module : modules) {
            var before = known.get(module);
            asked.put(module, before == null ? "" : before.etag());
            if (asked.size() == SettingsStore.MAX_IDS) {
                changed.addAll(from.changed(asked));
                asked.clear();
            }
        }
        if (!asked.isEmpty()) {
            changed.addAll(from.changed(asked));
        }
        return changed;
    }

    private boolean take(StoredSettings stored) {
        var before = isOn(stored.id());
        var value = stored.fields().get(ENABLED);
        if (value == null) {
            switched.remove(stored.id());
        } else if (value.equals("true") || value.equals("false")) {
            switched.put(stored.id(), value.equals("true"));
        } else { // somebody's hand
            LOG.warn(
                    "The switch of the module {} must be true or false, was {}; it stays as it is", stored.id(), value);
        }
        return before != isOn(stored.id());
    }
}
