package io.taurine.worker.sandbox;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/** The jars that a sandbox process needs besides those of its processor. */
final class RuntimeJars {

    /** A class of each. */
    private static final List<String> CLASSES = List.of(
            "io.taurine.worker.sandbox.SandboxMain",
            "io.taurine.job.Job",
            "io.taurine.queue.LockLostException",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.annotation.JsonProperty",
            "com.fasterxml.jackson.datatype.jsr310.JavaTimeModule",
            "com.fasterxml.jackson.datatype.jdk8.Jdk8Module",
            "org.slf4j.LoggerFactory");

    private RuntimeJars() {}

    /** A class path of the caller's and of what the process itself needs. */
    static String with(List<Path> classPath) {
        var all = new LinkedHashSet<>(classPath);
        CLASSES.forEach(name -> all.add(locationOf(name)));
        return all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Path locationOf(String className) {
        try {
            var source = Class.forName(className).getProtectionDomain().getCodeSource();
            if (source == null) {
                throw new IllegalStateException(className + " comes from no file");
            }
            return Path.of(source.getLocation().toURI());
        } catch (ClassNotFoundException
                | URISyntaxException
                | IllegalArgumentException
                | FileSystemNotFoundException e) {
            throw new IllegalStateException(
                    "A sandbox with a class path of its own needs Taurine's jars as files; " + className
                            + " is not in one. Leave classPath out, or run from unpacked jars",
                    e);
        }
    }
}
