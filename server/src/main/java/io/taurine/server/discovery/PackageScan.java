package io.taurine.server.discovery;

import io.github.classgraph.ClassGraph;
import io.github.classgraph.ClassInfo;
import io.github.classgraph.ScanResult;
import io.taurine.server.definition.JobDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks for {@link JobDefinition} in packages and those below them. */
final class PackageScan {

    private PackageScan() {}

    static List<Found> scan(
            List<String> packages,
            ClassLoader loader,
            Function<String, @Nullable String> environment,
            Problems problems) {
        var found = new ArrayList<Found>();
        if (packages.isEmpty()) {
            return found;
        }
        var graph = new ClassGraph()
                .acceptPackages(packages.toArray(String[]::new))
                .overrideClassLoaders(loader)
                .ignoreClassVisibility()
                .enableAnnotationInfo();
        try (var scan = graph.scan()) {
            for (var name : packages) {
                requireClasses(scan, name, problems);
            }
            for (var info : scan.getClassesWithAnnotation(JobDefinition.class)) {
                read(info, environment, problems, found);
            }
        }
        return found;
    }

    private static void requireClasses(ScanResult scan, String name, Problems problems) {
        var info = scan.getPackageInfo(name);
        if (info == null || info.getClassInfoRecursive().isEmpty()) {
            problems.add(name, "", "there is no class in this package or below it");
        }
    }

    private static void read(
            ClassInfo info, Function<String, @Nullable String> environment, Problems problems, List<Found> found) {
        var file = info.getClasspathElementFile()
                + (info.getClasspathElementFile().isFile() ? "!/" : "/")
                + info.getName().replace('.', '/')
                + ".class";
        try {
            new AnnotatedClass(info.loadClass(false), file, problems, environment)
                    .read()
                    .ifPresent(found::add);
        } catch (RuntimeException | LinkageError e) {
            problems.add(file, info.getName(), "cannot be loaded: " + e);
        }
    }
}
