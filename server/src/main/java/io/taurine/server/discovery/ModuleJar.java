package io.taurine.server.discovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A jar of the folder as it was when it was taken. Its classes come from a copy: the file in the folder may be written over at
 * any time, and a JVM that has it open would read nonsense.
 *
 * @param manifest null when there is none that can be used; the problems say why
 */
record ModuleJar(String file, @Nullable ModuleManifest manifest, List<DiscoveryProblem> problems) {

    static final List<String> MANIFESTS = List.of("taurine-module.yaml", "taurine-module.yml", "taurine-module.json");
    private static final int LARGEST_MANIFEST = 1 << 20;

    static ModuleJar take(String file, Path copy, ClassLoader server, Function<String, @Nullable String> environment) {
        var problems = new Problems();
        ModuleManifest manifest = null;
        try (var zip = new ZipFile(copy.toFile())) {
            var entry = manifestOf(zip, file, problems);
            if (entry != null) {
                var loader = new ModuleClassLoader(file, copy.toUri().toURL(), server);
                var text = new String(zip.getInputStream(entry).readNBytes(LARGEST_MANIFEST), StandardCharsets.UTF_8);
                manifest = ModuleManifest.read(
                        text,
                        !entry.getName().endsWith("json"),
                        file + "!/" + entry.getName(),
                        loader,
                        environment,
                        problems);
                if (manifest == null) {
                    loader.closeQuietly();
                }
            }
        } catch (IOException e) {
            problems.add(file, "", "is no jar that can be read: " + e.getMessage());
        }
        return new ModuleJar(file, manifest, problems.all());
    }

    private static @Nullable ZipEntry manifestOf(ZipFile zip, String file, Problems problems) {
        var there =
                MANIFESTS.stream().filter(name -> zip.getEntry(name) != null).toList();
        if (there.size() != 1) {
            problems.add(file, "", "must have exactly one of " + MANIFESTS + " at its top, had " + there);
            return null;
        }
        var entry = zip.getEntry(there.get(0));
        if (entry.getSize() >= LARGEST_MANIFEST) {
            problems.add(
                    file + "!/" + entry.getName(), "", "must be smaller than 1 MiB, was " + entry.getSize() + " B");
            return null;
        }
        return entry;
    }

    static Path copyOf(Path jar, Path folder) throws IOException {
        var copy = Files.createTempFile(folder, "module-", ".jar");
        Files.write(copy, Files.readAllBytes(jar));
        return copy;
    }
}
