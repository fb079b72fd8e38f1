package io.taurine.embedded;

import io.taurine.embedded.EmbeddedRedis.Source;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;
import redis.embedded.error.UnknownOSName;
import redis.embedded.model.OsArchitecture;

/** Finds the redis-server to run: the newer of the one on the PATH and the one carried by the Maven artifact. */
final class RedisExecutables {
    private static final Logger LOG = LoggerFactory.getLogger(RedisExecutables.class);
    private static final Pattern PATH_SEPARATOR = Pattern.compile(File.pathSeparator, Pattern.LITERAL);
    private static final long VERSION_TIMEOUT_SECONDS = 10;

    private RedisExecutables() {}

    /** The carried one is unpacked into {@code unpackInto}, but only when it is the one to run. */
    static RedisExecutable choose(String pathVariable, Path unpackInto) {
        var installed = onPath(pathVariable);
        var carriedVersion = carriedVersion();
        if (installed.isPresent()
                && carriedVersion.map(installed.get().version()::isNewerThan).orElse(true)) {
            return installed.get();
        }
        if (carriedVersion.isEmpty()) {
            throw new EmbeddedRedisException("No redis-server on the PATH, and the embedded-redis artifact carries none"
                    + " for " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                    + "; install Redis or name one with executable(path)");
        }
        return new RedisExecutable(unpack(unpackInto), carriedVersion.get(), Source.ARTIFACT);
    }

    static RedisExecutable given(Path executable) {
        var version = versionOf(executable)
                .orElseThrow(() -> new EmbeddedRedisException(
                        executable + " does not answer --version like a redis-server; check the path"));
        return new RedisExecutable(executable, version, Source.GIVEN);
    }

    private static Optional<RedisExecutable> onPath(String pathVariable) {
        return PATH_SEPARATOR
                .splitAsStream(pathVariable)
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> executableIn(folder).stream())
                .flatMap(path ->
                        versionOf(path).map(version -> new RedisExecutable(path, version, Source.PATH)).stream())
                .findFirst();
    }

    private static Optional<Path> executableIn(String folder) {
        try {
            var path = Path.of(folder, "redis-server");
            return Files.isRegularFile(path) && Files.isExecutable(path) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException oddPathEntry) {
            return Optional.empty();
        }
    }

    private static Optional<RedisVersion> versionOf(Path executable) {
        try {
            var process = new ProcessBuilder(executable.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(VERSION_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return RedisVersion.findIn(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException notRunnable) {
            LOG.debug("{} cannot be run", executable, notRunnable);
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new EmbeddedRedisException("Interrupted while asking " + executable + " for its version", stopped);
        }
    }

    private static Optional<RedisVersion> carriedVersion() {
        try {
            // The version is part of the resource's name, so nothing has to be unpacked to learn it.
            return Optional.ofNullable(
                            ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture()))
                    .flatMap(RedisVersion::findIn);
        } catch (OsArchitectureNotFound | UnknownOSName unsupported) {
            LOG.debug("no carried redis-server for this machine", unsupported);
            return Optional.empty();
        }
    }

    private static Path unpack(Path folder) {
        try {
            return ExecutableProvider.newJarResourceProvider(folder.toFile())
                    .get()
                    .toPath();
        } catch (IOException e) {
            throw new EmbeddedRedisException("Cannot unpack the carried redis-server into " + folder, e);
        }
    }
}
