package io.taurine.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The npm packages of the peer: installed at the first use, and again whenever package-lock.json changes. */
final class NodeModules {
    static final int LEAST_NODE_VERSION = 20;

    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(30);
    private static final String NPM =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows") ? "npm.cmd" : "npm";

    // A file lock holds off other JVMs only; the threads of this one need their own.
    private static final ReentrantLock INSTALLING = new ReentrantLock();

    private NodeModules() {}

    /** Why the peer cannot run on this machine, or empty if it can. */
    static Optional<String> whatIsMissing() {
        return Machine.MISSING;
    }

    /** The folder of peer.mjs, with its packages in place. Fails when npm does. */
    static Path ensureInstalled() {
        var folder = folder();
        INSTALLING.lock();
        try {
            installUnderFileLock(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("npm ci in " + folder + " could not be run", e);
        } finally {
            INSTALLING.unlock();
        }
        return folder;
    }

    private static Path folder() {
        // Surefire sets basedir; an IDE runs either in the module or in the root of the build.
        var basedir = Path.of(System.getProperty("basedir", ""));
        return List.of(basedir, basedir.resolve("interop")).stream()
                .map(Path::toAbsolutePath)
                .filter(folder -> Files.exists(folder.resolve("peer.mjs")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "peer.mjs is neither in " + basedir.toAbsolutePath() + " nor in its folder interop"));
    }

    private static void installUnderFileLock(Path folder) throws IOException {
        var work = Files.createDirectories(folder.resolve("target"));
        try (var channel = FileChannel.open(
                        work.resolve("npm-ci.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (!held.isValid()) {
                throw new IOException("the lock on " + work.resolve("npm-ci.lock") + " was lost");
            }
            var wanted = hashOf(folder.resolve("package-lock.json"));
            var stamp = folder.resolve("node_modules").resolve(".installed-from");
            if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
                return;
            }
            npmCi(folder, work.resolve("npm-ci.log"));
            Files.writeString(stamp, wanted);
        }
    }

    private static void npmCi(Path folder, Path log) throws IOException {
        var process = new ProcessBuilder(NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var exit = waitFor(process, INSTALL_LIMIT);
        if (exit.isEmpty() || exit.get() != 0) {
            var how = exit.map(code -> "failed with exit code " + code)
                    .orElse("did not end within " + INSTALL_LIMIT.toSeconds() + " s");
            throw new IllegalStateException("npm ci in " + folder + " " + how + ":\n" + Files.readString(log));
        }
    }

    private static String hashOf(Path file) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The exit code, or empty when the process took too long and was ended. */
    private static Optional<Integer> waitFor(Process process, Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of(process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return Optional.empty();
    }

    /** Looked at once per JVM, when first asked. */
    private static final class Machine {
        static final Optional<String> MISSING = look();

        private static Optional<String> look() {
            var node = versionOf("node");
            if (node.isEmpty()) {
                return Optional.of("Node is absent, install Node " + LEAST_NODE_VERSION + " or newer");
            }
            if (majorOf(node.get()) < LEAST_NODE_VERSION) {
                return Optional.of("Node " + node.get() + " is too old, need " + LEAST_NODE_VERSION + " or newer");
            }
            return versionOf(NPM).isEmpty() ? Optional.of("Node is here, but npm is absent") : Optional.empty();
        }

        private static Optional<String> versionOf(String program) {
            try {
                var process = new ProcessBuilder(program, "--version")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                var exit = waitFor(process, VERSION_LIMIT);
                var text = exit.isPresent()
                        ? new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        : "";
                return exit.filter(code -> code == 0).map(code -> text.strip());
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        private static int majorOf(String version) {
            try {
                return Integer.parseInt(version.replaceFirst("^v", "").replaceFirst("\\..*", ""));
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }
}
