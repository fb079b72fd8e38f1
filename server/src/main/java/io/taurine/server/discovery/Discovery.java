package io.taurine.server.discovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.taurine.queue.settings.SettingsStore;
import io.taurine.server.definition.Definition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a server can run: definitions it is given, those of {@link DefinitionProvider}s, classes with
 * {@link io.taurine.server.definition.JobDefinition} in packages, and module jars in a folder, in this order. Of two with the
 * same key and version the first one found stays and the other is a problem. Safe to share between threads.
 *
 * <p>A module jar has a manifest at its top, {@code taurine-module.yaml} or {@code .json}, and a class loader of its own.
 */
public final class Discovery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    /** Within a second the others are to see a switch. */
    private static final Duration SWITCH_INTERVAL = Duration.ofMillis(250);

    private final List<DiscoveryListener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    private final List<Found> fixed = new ArrayList<>();
    private final Problems fixedProblems = new Problems();
    private final @Nullable Duration scanInterval;

    @GuardedBy("lock")
    private final @Nullable ModuleFolder folder;

    @GuardedBy("lock")
    private final ModuleSwitches switches;

    private volatile DiscoveryResult result;
    private final List<Watch> watches = new ArrayList<>();

    private Discovery(Builder from) {
        this.switches = new ModuleSwitches(from.disabledModules, from.switches);
        this.scanInterval = from.scanInterval;
        for (var definition : from.definitions) {
            fixed.add(new Found(definition, "given", definition.name()));
        }
        if (from.usesProviders) {
            fixed.addAll(ProviderScan.scan(from.loader, fixedProblems));
        }
        fixed.addAll(PackageScan.scan(from.packages, from.loader, from.environment, fixedProblems));
        this.folder = from.folder == null ? null : new ModuleFolder(from.folder, from.loader, from.environment);
        if (folder != null) {
            folder.look(true);
            switches.look(folder.modules());
        }
        this.result = combine();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What there is now. */
    public DiscoveryResult result() {
        return result;
    }

    /** Hears of changes from now on. */
    public void listen(DiscoveryListener listener) {
        listeners.add(listener);
    }

    /**
     * Watches the folder, if there are a folder and a scan interval, and switches that are shared. Once started, calling it again
     * changes nothing.
     */
    public void start() {
        lock.lock();
        try {
            if (folder == null || !watches.isEmpty()) {
                return;
            }
            if (scanInterval != null) {
                watches.add(new Watch("taurine-module-watch", scanInterval, this::look));
            }
            if (switches.isShared()) {
                watches.add(new Watch("taurine-module-switches", SWITCH_INTERVAL, this::lookAtSwitches));
            }
            watches.forEach(Watch::start);
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the folder once more; a jar that is new or has changed is taken when it was the same at the last look. */
    void look() {
        lock.lock();
        try {
            if (folder != null && folder.look(false)) {
                switches.look(folder.modules());
                publish();
            }
        } finally {
            lock.unlock();
        }
    }

    private void lookAtSwitches() {
        lock.lock();
        try {
            if (folder != null && switches.look(folder.modules())) {
                publish();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Switches a module on: in all servers within a second and for good where switches are shared, else until this process ends.
     *
     * @throws NoSuchModuleException if there is none of that name
     */
    public JobModule enable(String module) {
        return set(module, true);
    }

    /** Switches a module off: its definitions are gone. Throws as {@link #enable} does. */
    public JobModule disable(String module) {
        return set(module, false);
    }

    private JobModule set(String module, boolean isEnabled) {
        lock.lock();
        try {
            find(module);
            if (switches.set(module, isEnabled)) {
                publish();
            }
            return find(module);
        } finally {
            lock.unlock();
        }
    }

    private JobModule find(String module) {
        return result.modules().stream()
                .filter(each -> each.name().equals(module))
                .findFirst()
                .orElseThrow(() -> new NoSuchModuleException(module));
    }

    @GuardedBy("lock")
    private void publish() {
        result = combine();
        for (var listener : listeners) {
            try {
                listener.changed(result);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed to hear that the modules have changed", e);
            }
        }
    }

    @GuardedBy("lock")
    private DiscoveryResult combine() {
        var combined = new Combination(fixedProblems.all());
        fixed.forEach(combined::add);
        if (folder != null) {
            combined.addProblems(folder.problems());
            var current = switches;
            for (var jar : folder.jars()) {
                combined.add(jar, current::isOn);
            }
        }
        return combined.result();
    }

    /** Stops watching and deletes the copies of the modules' jars: close what runs their jobs before. Works twice. */
    @Override
    public void close() {
        lock.lock();
        try {
            watches.forEach(Watch::close);
            if (folder != null) {
                folder.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Collects where to look; not safe to share between threads. */
    public static final class Builder {

        private static final Pattern PACKAGE = Pattern.compile("[\\p{Alpha}_][\\w]*(\\.[\\p{Alpha}_][\\w]*)*");

        private final List<Definition<?>> definitions = new ArrayList<>();
        private List<String> packages = List.of();
        private boolean usesProviders = true;
        private @Nullable Path folder;
        private @Nullable Duration scanInterval;
        private Set<String> disabledModules = Set.of();
        private @Nullable SettingsStore switches;
        private ClassLoader loader = Discovery.class.getClassLoader();
        private Function<String, @Nullable String> environment = System::getenv;

        private Builder() {}

        /** Definitions that need not be found. */
        public Builder definitions(Collection<? extends Definition<?>> value) {
            definitions.addAll(value);
            return this;
        }

        /** Packages of the class path, with those below them. Default: none. */
        public Builder packages(Collection<String> value) {
            for (var name : value) {
                if (!PACKAGE.matcher(name).matches()) {
                    throw new IllegalArgumentException("packages must be names like com.example.jobs, was " + name);
                }
            }
            this.packages = List.copyOf(value);
            return this;
        }

        /** Whether to ask {@link DefinitionProvider}s. Default true. */
        public Builder providers(boolean value) {
            this.usesProviders = value;
            return this;
        }

        /** The folder with module jars. Default: none. */
        public Builder moduleFolder(Path value) {
            this.folder = value;
            return this;
        }

        /** How often the folder is looked at, 10 ms or more. Default: not again after the start. */
        public Builder scanInterval(Duration value) {
            if (value.compareTo(Duration.ofMillis(10)) < 0) {
                throw new IllegalArgumentException("scanInterval must be 10 ms or more, was " + value);
            }
            this.scanInterval = value;
            return this;
        }

        /** Modules that are switched off at first; names that are not there do no harm. Default: none. */
        public Builder disabledModules(Set<String> value) {
            this.disabledModules = value;
            return this;
        }

        /** Where switches of modules are kept, for all servers that are told of the same. Default: in this process. */
        public Builder switches(SettingsStore value) {
            this.switches = value;
            return this;
        }

        /** Where packages and providers are looked for. Default: Taurine's own. */
        public Builder classLoader(ClassLoader value) {
            this.loader = value;
            return this;
        }

        /** What {@code enabledBy} asks. Default: the process's environment. */
        public Builder environment(Function<String, @Nullable String> value) {
            this.environment = value;
            return this;
        }

        /** Looks everywhere. Never fails: what is wrong is in the result. */
        public Discovery discover() {
            return new Discovery(this);
        }
    }
}
