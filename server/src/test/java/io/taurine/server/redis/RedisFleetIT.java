package io.taurine.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.runner.DefinitionDisabledException;
import io.taurine.server.runner.JobEvent.Kind;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.LiveSettings;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.runner.StartedJob;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several processes on one Redis: most of them are runners of this JVM. */
class RedisFleetIT extends OnRedis {

    RedisFleetIT(TestQueue queue) {
        super(queue);
    }

    private static Definition.Builder<JsonNode> does(String key, JobHandler<JsonNode> handler) {
        return Definition.of(key, JsonNode.class, handler);
    }

    private static StartedJob start(JobRunner runner, String key) {
        return runner.executor().start(StartRequest.of(key).build());
    }

    @Test
    void everyProcessHearsOfEveryJob() {
        var quick = does("quick", (params, context) -> "done").build();
        bench.start(setup -> setup.worker(false), quick);
        bench.start(quick);

        var id = bench.run("quick");

        bench.awaitTold(id, "queued", "started", "succeeded");
        assertThat(bench.events)
                .filteredOn(event -> event.kind() == Kind.STARTED)
                .singleElement()
                .satisfies(event -> assertThat(event.details()).containsEntry("worker", "w2"));
    }

    @Test
    void aDefinitionIsDisabledInAllProcessesAndStaysSo() {
        var quick = does("quick", (params, context) -> "done").build();
        bench.start(setup -> setup.worker(false), quick);
        var other = bench.start(quick);

        bench.executor().disable("quick");

        await().atMost(RunnerBench.SOON)
                .untilAsserted(
                        () -> assertThat(other.executor().isEnabled("quick")).isFalse());
        assertThatExceptionOfType(DefinitionDisabledException.class).isThrownBy(() -> start(other, "quick"));
        var later = bench.start(quick);
        assertThat(later.executor().isEnabled("quick")).isFalse();

        other.executor().enable("quick");

        await().atMost(RunnerBench.SOON)
                .untilAsserted(
                        () -> assertThat(later.executor().isEnabled("quick")).isTrue());
        bench.awaitStatus(start(later, "quick").jobId(), JobStatus.SUCCEEDED);
    }

    @Test
    void aQueueIsPausedInAllProcessesAndStaysSo() {
        var quick = does("quick", (params, context) -> "done").build();
        var first = bench.start(quick);
        var other = bench.start(quick);

        first.executor().pause("quick");

        assertThat(other.executor().isPaused("quick")).isTrue();
        var waiting = start(other, "quick");
        first.lifecycle().close();
        other.lifecycle().close();
        var later = bench.start(quick);
        assertThat(later.executor().isPaused("quick")).isTrue();
        assertThat(later.executor().find(waiting.jobId()).orElseThrow().status())
                .isEqualTo(JobStatus.QUEUED);

        later.executor().resume("quick");

        await().atMost(RunnerBench.SOON)
                .untilAsserted(() -> assertThat(later.executor()
                                .find(waiting.jobId())
                                .orElseThrow()
                                .status())
                        .isEqualTo(JobStatus.SUCCEEDED));
    }

    @Test
    void aJobOfAVersionThatOnlyAnotherProcessHasWaitsForThatOne() {
        var first = does("report", (params, context) -> "one").build();
        var second = does("report", (params, context) -> "two").version(2).build();
        bench.start(first);
        var newer = bench.start(setup -> setup.worker(false), first, second);

        var id = newer.executor().start(StartRequest.of("report").build()).jobId();
        bench.awaitStatus(id, JobStatus.DELAYED);
        bench.start(first, second);

        var view = bench.awaitStatus(id, JobStatus.SUCCEEDED);
        assertThat(view.result()).isEqualTo(RunnerBench.json("'two'"));
        assertThat(view.attemptsMade()).isEqualTo(1);
    }

    @Test
    void ofManyThatStartTheSameAtOnceOneDoes() {
        var runs = new AtomicInteger();
        var pay = does("pay", (params, context) -> runs.incrementAndGet()).build();
        bench.start(pay);
        var runners = List.of(bench.start(pay), bench.start(pay));
        var request = StartRequest.of("pay").idempotencyKey("order 7").build();

        var started = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> runners.get(i % 2).executor().start(request)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(started)
                .extracting(StartedJob::jobId)
                .containsOnly(started.get(0).jobId());
        assertThat(started).filteredOn(StartedJob::isNew).hasSize(1);
        bench.awaitStatus(started.get(0).jobId(), JobStatus.SUCCEEDED);
        assertThat(runs).hasValue(1);
    }

    @Test
    void aKeyIsRememberedAfterItsJobIsGone() {
        var runs = new AtomicInteger();
        bench.start(does("pay", (params, context) -> runs.incrementAndGet())
                .keepSucceeded(0)
                .build());
        var request = StartRequest.of("pay").idempotencyKey("order 7").build();
        var first = bench.executor().start(request);
        await().atMost(RunnerBench.SOON)
                .untilAsserted(
                        () -> assertThat(bench.executor().find(first.jobId())).isEmpty());

        var second = bench.executor().start(request);

        assertThat(second).isEqualTo(new StartedJob(first.jobId(), JobStatus.SUCCEEDED, false));
        assertThat(runs).hasValue(1);
    }

    @Test
    void aBoundOnTheClusterHoldsOverAllProcesses() {
        var go = new CountDownLatch(1);
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var busy = does("busy", (params, context) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    go.await();
                    running.decrementAndGet();
                    return null;
                })
                .concurrency(2)
                .build();
        bench.start(busy);
        bench.start(busy);
        var ids = IntStream.range(0, 6).mapToObj(i -> bench.run("busy")).toList();
        await().atMost(RunnerBench.SOON).untilAsserted(() -> assertThat(running).hasValue(2));

        go.countDown();

        ids.forEach(id -> bench.awaitStatus(id, JobStatus.SUCCEEDED));
        assertThat(most).hasValue(2);
    }

    @Test
    void aJobOfAProcessThatWasKilledRunsElsewhere() {
        var ran = new CopyOnWriteArrayList<String>();
        try (var victim = ForkedJvm.start(DoomedProcess.class, bench.test.redisUri(), bench.prefix())) {
            victim.awaitLine("ready"::equals, Duration.ofSeconds(30));
            bench.start(setup -> setup.worker(false), DoomedProcess.definition((params, context) -> null));
            var id = bench.run("doomed");
            victim.awaitLine(line -> line.equals("running " + id), Duration.ofSeconds(30));

            victim.kill();
            bench.start(DoomedProcess.definition((params, context) -> ran.add(context.executionId())));

            bench.awaitStatus(id, JobStatus.SUCCEEDED);
            assertThat(ran).containsExactly(id + "/2");
            await().atMost(RunnerBench.SOON)
                    .untilAsserted(() -> assertThat(bench.events)
                            .filteredOn(event -> event.kind() != Kind.QUEUED)
                            .extracting(event -> event.kind() + " " + event.executionId())
                            .containsExactly(
                                    "STARTED " + id + "/1",
                                    "LOST " + id + "/1",
                                    "STARTED " + id + "/2",
                                    "SUCCEEDED " + id + "/2"));
        }
    }

    /** Another JVM with a worker, whose runs do not end. */
    static final class DoomedProcess {

        private DoomedProcess() {}

        static Definition<JsonNode> definition(JobHandler<JsonNode> handler) {
            return does("doomed", handler).lockLifetime(Duration.ofSeconds(1)).build();
        }

        public static void main(String[] args) throws InterruptedException {
            ForkedJvm.exitWhenParentDies();
            var definition = definition((params, context) -> {
                System.out.println("running " + context.jobId());
                Thread.sleep(Duration.ofHours(1).toMillis());
                return null;
            });
            var runner = new RedisJobRunnerProvider()
                    .create(io.taurine.server.runner.RunnerSetup.of(
                                    io.taurine.server.definition.Definitions.of(definition))
                            .redisUri(args[0])
                            .prefix(args[1])
                            .workerId("doomed")
                            .build());
            runner.lifecycle().start();
            System.out.println("ready");
            new CountDownLatch(1).await();
        }
    }

    /** Settings that a test changes. */
    private static final class Knobs implements LiveSettings {

        private volatile UnaryOperator<Definition.Builder<?>> change = builder -> builder;
        private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

        @Override
        @SuppressWarnings("unchecked")
        public <P> Definition<P> effective(Definition<P> definition) {
            return (Definition<P>) change.apply(definition.toBuilder()).build();
        }

        @Override
        public void onChange(Consumer<String> listener) {
            listeners.add(listener);
        }

        void turn(String key, UnaryOperator<Definition.Builder<?>> to) {
            change = to;
            listeners.forEach(listener -> listener.accept(key));
        }
    }

    @Test
    void workersGoByWhatIsSetWhileTheyRun() {
        var knobs = new Knobs();
        var go = new CountDownLatch(1);
        var running = new AtomicInteger();
        var busy = does("busy", (params, context) -> {
                    running.incrementAndGet();
                    go.await();
                    return null;
                })
                .processConcurrency(1)
                .build();
        bench.start(setup -> setup.settings(knobs), busy);
        IntStream.range(0, 5).forEach(i -> bench.run("busy"));
        await().atMost(RunnerBench.SOON).untilAsserted(() -> assertThat(running).hasValue(1));

        knobs.turn("busy", builder -> builder.processConcurrency(3));

        await().atMost(RunnerBench.SOON).untilAsserted(() -> assertThat(running).hasValue(3));

        knobs.turn(
                "busy",
                builder -> builder.processConcurrency(2)
                        .lockLifetime(Duration.ofSeconds(7))
                        .timeout(Duration.ofMillis(50)));

        bench.awaitStatus("busy:5", JobStatus.TIMED_OUT);
        assertThat(bench.view("busy:1").status()).isEqualTo(JobStatus.RUNNING);
        go.countDown();
        bench.awaitStatus("busy:1", JobStatus.SUCCEEDED);

        knobs.turn("busy", builder -> builder.enabled(false));

        assertThatExceptionOfType(DefinitionDisabledException.class).isThrownBy(() -> bench.run("busy"));
    }

    @Test
    void aScheduleThatIsSetTakesThePlaceOfTheDefinitions() {
        var knobs = new Knobs();
        bench.start(
                setup -> setup.settings(knobs),
                does("tick", (params, context) -> null).build());
        assertThat(bench.scheduler().find("tick")).isEmpty();

        knobs.turn("tick", builder -> builder.schedule(io.taurine.repeat.Schedule.every(Duration.ofHours(1))));
        assertThat(bench.scheduler().find("tick").orElseThrow().isSystem()).isTrue();

        knobs.turn("tick", builder -> builder);
        assertThat(bench.scheduler().find("tick")).isEmpty();
    }
}
