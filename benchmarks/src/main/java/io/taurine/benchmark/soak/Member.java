package io.taurine.benchmark.soak;

import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.ForkedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One process of the fleet over all its lives, behind a proxy of its own. Not safe to share between threads. */
final class Member implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    final Role role;
    final FaultProxy proxy;
    private final SoakOptions options;
    private final Path agent;
    private @Nullable ForkedProcess process;
    private int life;
    private @Nullable String round;

    Member(Role role, SoakOptions options, Path agent, String redisUri) {
        this.role = role;
        this.options = options;
        this.agent = agent;
        this.proxy = FaultProxy.to(redisUri);
    }

    /** What this worker noted in this life; a later life writes another file. */
    Path notes() {
        return options.folder().resolve("runs-" + role.name() + "-" + life + ".log");
    }

    /** Without waiting for it to be ready. */
    void start() {
        life++;
        var errors = options.folder().resolve(role.name() + "-" + life + ".err");
        process = role.isJava() ? startJava(errors) : startNode(errors);
        if (round != null) {
            process.send(round);
        }
    }

    private ForkedProcess startJava(Path errors) {
        return ForkedJvm.of(role.isWorker() ? SoakWorker.class : SoakProducer.class)
                .args(proxy.uri(), notes().toString())
                .systemProperty("logback.configurationFile", "soak-logback.xml")
                .jvmOptions("-javaagent:" + agent)
                .start(role.name(), errors);
    }

    private ForkedProcess startNode(Path errors) {
        var command = List.of(
                "node",
                "--expose-gc",
                options.node().resolve("soak.mjs").toString(),
                role.isWorker() ? "worker" : "producer",
                proxy.uri(),
                notes().toString());
        return ForkedProcess.of(role.name(), command)
                .environment("BULLMQ_HOME", options.bullmq().toAbsolutePath().toString())
                .errorsTo(errors)
                .start();
    }

    private ForkedProcess process() {
        if (process == null) {
            throw new IllegalStateException(role.name() + " is not started");
        }
        return process;
    }

    void awaitReady() {
        process().awaitLine("ready"::equals, START_LIMIT);
    }

    void send(String line) {
        process().send(line);
    }

    void kill() {
        process().kill();
    }

    void terminate() {
        process().terminate();
    }

    /** @throws AssertionError when it does not end in time, though nothing is in the way for so long */
    void awaitEnd() {
        if (process().exitCode(END_LIMIT).isEmpty()) {
            throw new AssertionError(role.name() + " was told to end, and still runs after " + END_LIMIT);
        }
    }

    void freeze() {
        process().suspend();
    }

    void unfreeze() {
        process().resume();
    }

    /** Has a producer do its round, in this life and, where it was killed meanwhile, in the next. */
    void produce(int number, Path plan, Path notes, long startedMillis) {
        round = "round " + number + " " + plan + " " + notes + " " + startedMillis;
        send(round);
    }

    /** @throws AssertionError when the producer is not done in time */
    void awaitProduced(int number, Duration limit) {
        var line = process()
                .awaitLine(said -> said.equals("done " + number) || said.startsWith("broken " + number + " "), limit);
        round = null;
        if (line.startsWith("broken")) {
            throw new AssertionError(role.name() + ": " + line);
        }
    }

    /** Heap after a collection, and threads. */
    Footprint footprint(int number) {
        send("heap " + number);
        var words = process()
                .awaitLine(line -> line.startsWith("heap " + number + " "), ANSWER_LIMIT)
                .split(" ", -1);
        return new Footprint(Long.parseLong(words[2]), Integer.parseInt(words[3]));
    }

    record Footprint(long heapBytes, int threads) {}

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        proxy.close();
    }
}
