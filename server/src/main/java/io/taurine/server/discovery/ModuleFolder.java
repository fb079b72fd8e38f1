package io.taurine.server.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The jars of a folder, and what became of them since they were looked at last. Not safe to share between threads. */
final class ModuleFolder implements AutoCloseable {

    private final Path folder;
    private final ClassLoader server;
    private final Function<String, @Nullable String> environment;
    private final Map<String, Look> lastLook = new HashMap<>();
    private final Map<String, Look> taken = new HashMap<>();
    private final SortedMap<String, ModuleJar> jars = new TreeMap<>();
    private @Nullable DiscoveryProblem unreadable;
    private @Nullable Path copies;

    ModuleFolder(Path folder, ClassLoader server, Function<String, @Nullable String> environment) {
        this.folder = folder;
        this.server = server;
        this.environment = environment;
    }

    private record Look(long size, FileTime changed) {

        static Look at(Path file) throws IOException {
            return new Look(Files.size(file), Files.getLastModifiedTime(file));
        }
    }

    /**
     * Looks at the folder.
     *
     * @param atOnce true takes each jar as it is; false one that is new or has changed only when it was the same at the last
     *     look, so that one that is being written is left alone
     * @return whether anything is otherwise than before
     */
    boolean look(boolean atOnce) {
        List<Path> files;
        try (var listed = Files.list(folder)) {
            files = listed.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // What was taken stays: a share that is away for a moment is no wish to stop all jobs.
            var before = unreadable;
            unreadable = new DiscoveryProblem(
                    folder.toString(),
                    OptionalInt.empty(),
                    "",
                    e instanceof NoSuchFileException ? "there is no such folder" : "cannot be read: " + e);
            return !unreadable.equals(before);
        }
        var isChanged = unreadable != null;
        unreadable = null;
        var names = files.stream().map(file -> file.getFileName().toString()).toList();
        isChanged |= jars.keySet().retainAll(names);
        taken.keySet().retainAll(names);
        for (var file : files) {
            isChanged |= look(file, atOnce);
        }
        return isChanged;
    }

    private boolean look(Path file, boolean atOnce) {
        var name = file.getFileName().toString();
        try {
            var look = Look.at(file);
            if (look.equals(taken.get(name))) {
                return false;
            }
            var isSettled = look.equals(lastLook.put(name, look));
            if (!atOnce && !isSettled) {
                return false;
            }
            var copy = ModuleJar.copyOf(file, copies());
            if (!atOnce && !look.equals(Look.at(file))) {
                return false;
            }
            taken.put(name, look);
            jars.put(name, ModuleJar.take(name, copy, server, environment));
            return true;
        } catch (IOException e) {
            // Gone between two calls, or being replaced: the next look tells.
            return false;
        }
    }

    private Path copies() throws IOException {
        if (copies == null) {
            copies = Files.createTempDirectory("taurine-modules-");
        }
        return copies;
    }

    /** Ordered by the name of the file. */
    List<ModuleJar> jars() {
        return new ArrayList<>(jars.values());
    }

    /** The names of the modules. */
    List<String> modules() {
        return jars.values().stream()
                .map(ModuleJar::manifest)
                .filter(Objects::nonNull)
                .map(ModuleManifest::name)
                .distinct()
                .toList();
    }

    List<DiscoveryProblem> problems() {
        return unreadable == null ? List.of() : List.of(unreadable);
    }

    /** Frees the copies. Classes that were loaded go on to work; those that were not cannot be loaded any more. */
    @Override
    public void close() {
        if (copies == null) {
            return;
        }
        try (var files = Files.list(copies)) {
            for (var file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(copies);
        } catch (IOException e) {
            // They lie in the folder for temporary files.
            return;
        }
    }
}
