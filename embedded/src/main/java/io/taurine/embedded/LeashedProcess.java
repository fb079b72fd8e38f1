package io.taurine.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of a server that cannot outlive this JVM, whatever ends it: the server is started by a small shell script
 * ({@code leash.sh}) that sees the end of its standard input when this JVM is gone.
 *
 * <p>There is no shutdown hook on purpose: hooks run side by side, and a worker that drains in a hook of its own still
 * needs its Redis. The leash acts after the last hook has run.
 */
final class LeashedProcess {
    private static final String SCRIPT = loadScript();

    // A process group of its own where the system has setsid (macOS has not): then Ctrl-C in the terminal reaches this
    // JVM
    // only,
    // and killing its process group cannot take the script away together with the JVM that it watches.
    private static final String DETACH = "if command -v setsid >/dev/null 2>&1; then"
            + " exec setsid /bin/sh -c \"$0\" taurine-leash \"$@\"; else exec /bin/sh -c \"$0\" taurine-leash \"$@\"; fi";

    private final Process shell;
    private final CompletableFuture<Long> pid = new CompletableFuture<>();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    private LeashedProcess(Process shell) {
        this.shell = shell;
    }

    static LeashedProcess start(String threadName, List<String> command, Path log, Path leftovers) throws IOException {
        var full = new ArrayList<>(List.of("/bin/sh", "-c", DETACH, SCRIPT, log.toString(), leftovers.toString()));
        full.addAll(command);
        var shell = new ProcessBuilder(full)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        var started = new LeashedProcess(shell);
        // The thread also keeps the pipe reachable when the user drops the server without closing it.
        var listener = new Thread(started::listen, threadName);
        listener.setDaemon(true);
        listener.start();
        return started;
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("pid ")) {
                    pid.complete(Long.parseLong(line.substring("pid ".length())));
                } else if (line.startsWith("exit ")) {
                    exit.complete(Integer.parseInt(line.substring("exit ".length())));
                }
            }
        } catch (IOException | NumberFormatException e) {
            pid.completeExceptionally(e);
        }
        pid.completeExceptionally(new IOException("the shell ended before it had started the server"));
        exit.complete(-1);
    }

    long pid(Duration timeout) throws IOException, TimeoutException, InterruptedException {
        try {
            return pid.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the server was not started", e.getCause());
        }
    }

    /** The exit status as a shell counts it: 128 + n when signal n ended the server. */
    Optional<Integer> exitStatus() {
        return Optional.ofNullable(exit.getNow(null));
    }

    boolean awaitExit(Duration timeout) throws InterruptedException {
        try {
            exit.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("exit is never completed exceptionally", e);
        }
    }

    /** Sends a signal, named as {@code kill} names it: the shell's own, since not every machine has a kill program. */
    void signal(String name) throws IOException, InterruptedException {
        if (exitStatus().isPresent() || !pid.isDone() || pid.isCompletedExceptionally()) {
            return;
        }
        new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "kill -\"$1\" \"$2\"",
                        "sh",
                        name,
                        pid.join().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Lets the script go without its cleaning up; call it when the server has ended. */
    void release() {
        try (var leash = shell.getOutputStream()) {
            leash.write("release\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException shellIsGone) {
            // Then it does no cleaning up either.
            shell.destroyForcibly();
        }
    }

    private static String loadScript() {
        try (var script = LeashedProcess.class.getResourceAsStream("leash.sh")) {
            if (script == null) {
                throw new IllegalStateException("leash.sh is missing beside " + LeashedProcess.class);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
