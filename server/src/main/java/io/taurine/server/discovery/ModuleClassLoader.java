package io.taurine.server.discovery;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * Loads the classes of one module. What its jar has is taken from there, so that two modules may bring two versions of a
 * library; what the server and a handler talk to each other with comes from the server, whatever the jar has.
 */
final class ModuleClassLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private static final List<String> SHARED = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "io.taurine.job.",
            "io.taurine.repeat.",
            "io.taurine.queue.",
            "io.taurine.worker.",
            "io.taurine.server.",
            "io.taurine.history.",
            "org.slf4j.",
            "com.fasterxml.jackson.",
            "org.jspecify.");

    ModuleClassLoader(String module, URL jar, ClassLoader server) {
        super("module " + module, new URL[] {jar}, server);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (SHARED.stream().anyMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            if (loaded == null) {
                try {
                    loaded = findClass(name);
                } catch (ClassNotFoundException e) {
                    return super.loadClass(name, resolve);
                }
            }
            return loaded;
        }
    }

    @Override
    public URL getResource(String name) {
        var own = findResource(name);
        return own == null ? super.getResource(name) : own;
    }

    void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            // The file goes with the process at the latest.
            return;
        }
    }
}
