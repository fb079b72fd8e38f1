package io.taurine.server.runner;

import static io.taurine.server.runner.RunnerFixture.does;
import static io.taurine.server.runner.RunnerFixture.eventually;
import static io.taurine.server.runner.RunnerFixture.startJob;
import static io.taurine.server.runner.RunnerFixture.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Definitions that come, change and go while a runner runs. */
public interface RedefiningJobs {

    RunnerFixture fixture();

    private static Definition<Void> other() {
        return does("other", context -> {}).build();
    }

    @Test
    default void aDefinitionThatComesIsRunWithItsScheduleToo() {
        var ran = new CopyOnWriteArrayList<String>();
        var runner = fixture().start(other());
        assertThatThrownBy(() -> startJob(runner, "late")).isInstanceOf(NoSuchDefinitionException.class);

        runner.definitions()
                .replace(List.of(
                        other(),
                        does("late", context -> ran.add(context.jobId())).build(),
                        does("tick", context -> ran.add("tick"))
                                .schedule(Schedule.every(Duration.ofMillis(100)).withLimit(2))
                                .build()));

        var id = startJob(runner, "late");
        fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED);
        eventually(() -> assertThat(ran).filteredOn("tick"::equals).hasSize(2));
        eventually(() -> assertThat(fixture().told(id)).contains(JobEvent.Kind.STARTED, JobEvent.Kind.SUCCEEDED));
        assertThat(runner.executor().list(JobFilter.all().of("late"), "", 10).items())
                .hasSize(1);
        assertThat(runner.executor().counts("late")).containsEntry(JobStatus.SUCCEEDED, 1L);
    }

    @Test
    default void ofADefinitionThatChangesTheNextRunsAreByTheNewOne() {
        var gate = fixture().gate();
        var begun = new CountDownLatch(1);
        var ran = new CopyOnWriteArrayList<String>();
        var runner = fixture()
                .start(does("work", context -> {
                            begun.countDown();
                            gate.await();
                            ran.add("old");
                        })
                        .processConcurrency(1)
                        .build());
        var running = startJob(runner, "work");
        // A job is taken a moment before its run begins.
        eventually(() -> assertThat(begun.getCount()).isZero());
        var waiting = startJob(runner, "work");

        runner.definitions()
                .replace(List.of(does("work", context -> ran.add("new")).build()));

        fixture().awaitStatus(runner, waiting, JobStatus.SUCCEEDED);
        assertThat(view(runner, running).status()).isEqualTo(JobStatus.RUNNING);
        gate.countDown();
        fixture().awaitStatus(runner, running, JobStatus.SUCCEEDED);
        fixture().awaitStatus(runner, startJob(runner, "work"), JobStatus.SUCCEEDED);
        assertThat(ran).containsExactly("new", "old", "new");
    }

    @Test
    default void aDefinitionThatGoesIsRetired() {
        var gate = fixture().gate();
        var begun = new CountDownLatch(1);
        var work = does("work", context -> {
                    begun.countDown();
                    gate.await();
                })
                .processConcurrency(1)
                .schedule(Schedule.cron("0 0 1 1 *", ZoneOffset.UTC))
                .build();
        var runner = fixture().start(work, other());
        var running = startJob(runner, "work");
        // A job is taken a moment before its run begins.
        eventually(() -> assertThat(begun.getCount()).isZero());
        var waiting = startJob(runner, "work");

        runner.definitions().replace(List.of(other()));

        assertThat(runner.definitions().keys()).containsExactly("other");
        assertThatThrownBy(() -> startJob(runner, "work")).isInstanceOf(NoSuchDefinitionException.class);
        assertThatThrownBy(() -> runner.executor().isEnabled("work")).isInstanceOf(NoSuchDefinitionException.class);
        assertThat(runner.scheduler().find("work")).isEmpty();
        gate.countDown();
        fixture().awaitStatus(runner, running, JobStatus.SUCCEEDED);
        fixture().awaitStatus(runner, startJob(runner, "other"), JobStatus.SUCCEEDED);
        assertThat(view(runner, waiting).status()).isEqualTo(JobStatus.QUEUED);

        runner.definitions().replace(List.of(work, other()));

        fixture().awaitStatus(runner, waiting, JobStatus.SUCCEEDED);
        assertThat(runner.scheduler().find("work")).isPresent();
    }

    @Test
    default void aVersionMayBeAddedBesideTheOthers() {
        var ran = new CopyOnWriteArrayList<Integer>();
        var first =
                does("work", context -> ran.add(context.definitionVersion())).build();
        var second = does("work", context -> ran.add(context.definitionVersion()))
                .version(2)
                .build();
        var runner = fixture().start(first);

        runner.definitions().replace(List.of(first, second));
        fixture().awaitStatus(runner, startJob(runner, "work"), JobStatus.SUCCEEDED);
        runner.definitions().replace(List.of(first));
        fixture().awaitStatus(runner, startJob(runner, "work"), JobStatus.SUCCEEDED);

        assertThat(ran).containsExactly(2, 1);
    }

    @Test
    default void aScheduleThatWasDisabledIsStillSoWhenItsDefinitionComesBack() {
        var ran = new CopyOnWriteArrayList<String>();
        var tick = does("tick", context -> ran.add(context.jobId()))
                .schedule(Schedule.every(Duration.ofHours(1)))
                .build();
        var runner = fixture().start(tick, other());
        var scheduler = runner.scheduler();
        eventually(() -> assertThat(ran).hasSize(1)); // an interval has its first run at once
        scheduler.disable("tick");

        runner.definitions().replace(List.of(other()));
        assertThat(scheduler.find("tick")).isEmpty();
        runner.definitions().replace(List.of(tick, other()));

        assertThat(scheduler.find("tick").orElseThrow().isEnabled()).isFalse();
        fixture().awaitStatus(runner, startJob(runner, "tick"), JobStatus.SUCCEEDED);
        assertThat(ran).hasSize(2);
        scheduler.enable("tick");
        runner.definitions().replace(List.of(other()));
        runner.definitions().replace(List.of(tick, other()));
        assertThat(scheduler.find("tick").orElseThrow().isEnabled()).isTrue();
    }

    /** Settings of all definitions, as a test sets them. */
    final class Knobs implements LiveSettings {

        private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
        private volatile boolean enabled = true;
        private volatile int attempts = 1;
        private volatile @Nullable Schedule schedule;

        @Override
        public <P> Definition<P> effective(Definition<P> definition) {
            var builder = definition.toBuilder()
                    .enabled(enabled)
                    .retry(definition.retry().withAttempts(attempts));
            if (schedule != null) {
                builder.schedule(schedule);
            }
            return builder.build();
        }

        @Override
        public void onChange(Consumer<String> listener) {
            listeners.add(listener);
        }

        void turn(String key, Runnable change) {
            change.run();
            listeners.forEach(listener -> listener.accept(key));
        }
    }

    @Test
    default void whatIsSetCountsFromThenOn() {
        var knobs = new Knobs();
        var runner = fixture()
                .start(
                        setup -> setup.settings(knobs),
                        does("work", context -> {
                                    throw new IllegalStateException("no luck");
                                })
                                .build());

        knobs.turn("work", () -> knobs.attempts = 3);
        var id = startJob(runner, "work");
        assertThat(fixture().awaitStatus(runner, id, JobStatus.FAILED).attemptsMade())
                .isEqualTo(3);
        knobs.turn("work", () -> knobs.attempts = 2);
        runner.executor().retry(id, Optional.empty());
        fixture().awaitStatus(runner, id, JobStatus.FAILED);
        eventually(() -> assertThat(fixture().told(id))
                .filteredOn(JobEvent.Kind.STARTED::equals)
                .hasSize(5));

        knobs.turn("work", () -> knobs.schedule = Schedule.cron("0 0 1 1 *", ZoneOffset.UTC));
        assertThat(runner.scheduler().find("work").orElseThrow().isSystem()).isTrue();
        knobs.turn("work", () -> knobs.schedule = null);
        assertThat(runner.scheduler().find("work")).isEmpty();

        knobs.turn("work", () -> knobs.enabled = false);
        assertThat(runner.executor().isEnabled("work")).isFalse();
        assertThatThrownBy(() -> startJob(runner, "work")).isInstanceOf(DefinitionDisabledException.class);
        knobs.turn("work", () -> knobs.enabled = true);
        fixture().awaitStatus(runner, startJob(runner, "work"), JobStatus.FAILED);
    }
}
