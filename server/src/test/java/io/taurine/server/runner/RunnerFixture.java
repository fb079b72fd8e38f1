package io.taurine.server.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes the runners of one test, remembers what they tell, and closes them. */
public final class RunnerFixture implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final String name;
    private final UnaryOperator<RunnerSetup.Builder> settings;
    private final List<JobRunner> made = new ArrayList<>();
    private final List<CountDownLatch> gates = new ArrayList<>();
    private final List<JobEvent> events = new CopyOnWriteArrayList<>();

    /**
     * @param name of the provider
     * @param settings what all runners of the test have, as the prefix of their keys
     */
    public RunnerFixture(String name, UnaryOperator<RunnerSetup.Builder> settings) {
        this.name = name;
        this.settings = settings;
    }

    public JobRunner start(Definition<?>... definitions) {
        return start(setup -> setup, definitions);
    }

    public JobRunner start(UnaryOperator<RunnerSetup.Builder> more, Definition<?>... definitions) {
        var runner = create(more, definitions);
        runner.lifecycle().start();
        return runner;
    }

    /** One that has not started. */
    public JobRunner create(UnaryOperator<RunnerSetup.Builder> more, Definition<?>... definitions) {
        var setup = RunnerSetup.of(Definitions.of(definitions))
                .workerId("tester")
                .cancelGrace(Duration.ofMillis(50))
                .closeTimeout(Duration.ofSeconds(2));
        var runner = provider().create(more.apply(settings.apply(setup)).build());
        runner.lifecycle().listen(events::add);
        made.add(runner);
        return runner;
    }

    public JobRunnerProvider provider() {
        return ServiceLoader.load(JobRunnerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public List<JobEvent> events() {
        return List.copyOf(events);
    }

    /** What was told of a job, in order. */
    public List<JobEvent.Kind> told(String jobId) {
        return events.stream()
                .filter(event -> event.jobId().equals(jobId))
                .map(JobEvent::kind)
                .toList();
    }

    public JobView awaitStatus(JobRunner runner, String jobId, JobStatus status) {
        var found = new ArrayList<JobView>();
        await().atMost(LONGEST).pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
            var view = view(runner, jobId);
            assertThat(view.status()).isEqualTo(status);
            found.add(view);
        });
        return found.get(0);
    }

    public static JobView view(JobRunner runner, String jobId) {
        return runner.executor().find(jobId).orElseThrow();
    }

    public static void eventually(Assertion assertion) {
        await().atMost(LONGEST).pollInterval(Duration.ofMillis(5)).untilAsserted(assertion::check);
    }

    /** Something to wait for. */
    @FunctionalInterface
    public interface Assertion {
        void check() throws Exception;
    }

    /** Closed until the test opens it, at its end at the latest. */
    public CountDownLatch gate() {
        var gate = new CountDownLatch(1);
        gates.add(gate);
        return gate;
    }

    /** Waits whatever interrupts it. */
    public static void awaitStubbornly(CountDownLatch gate) {
        while (true) {
            try {
                gate.await();
                return;
            } catch (InterruptedException e) {
                // a handler that has never heard of it
            }
        }
    }

    /** Without params, whose result does not matter. */
    public static Definition.Builder<Void> does(String key, Work work) {
        return Definition.of(key, Void.class, new JobHandler<Void>() {
            @Override
            public @Nullable Object run(Void params, JobContext context) throws Exception {
                work.run(context);
                return null;
            }
        });
    }

    /** What a handler does. */
    @FunctionalInterface
    public interface Work {
        void run(JobContext context) throws Exception;
    }

    public static String startJob(JobRunner runner, String key) {
        return runner.executor().start(StartRequest.of(key).build()).jobId();
    }

    /** JSON with single quotes. */
    public static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        gates.forEach(CountDownLatch::countDown);
        made.forEach(runner -> runner.lifecycle().close());
    }
}
