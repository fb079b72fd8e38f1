package io.taurine.server.runner;

import static io.taurine.server.runner.RunnerFixture.does;
import static io.taurine.server.runner.RunnerFixture.eventually;
import static io.taurine.server.runner.RunnerFixture.startJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How jobs are found again, and which are kept. */
public interface ListingJobs {

    RunnerFixture fixture();

    @Test
    default void jobsAreListedPageByPageNewestFirst() {
        var runner = fixture().start(does("quick", context -> {}).build());
        var ids = new ArrayList<String>();
        for (var i = 0; i < 7; i++) {
            var id = startJob(runner, "quick");
            fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED);
            ids.add(0, id);
        }

        var found = new ArrayList<String>();
        var cursor = "";
        do {
            var page = runner.executor().list(JobFilter.all().of("quick").in(JobStatus.SUCCEEDED), cursor, 3);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
            page.items().forEach(view -> found.add(view.id()));
            cursor = page.nextCursor();
        } while (!cursor.isEmpty());

        assertThat(found).isEqualTo(ids);
    }

    @Test
    default void aFilterChoosesByDefinitionStatusAndTime() {
        var runner = fixture()
                .start(
                        does("quick", context -> {}).build(),
                        does("fails", context -> {
                                    throw new IllegalStateException("no");
                                })
                                .build());
        var before = Instant.now().minusSeconds(60);
        var quick = startJob(runner, "quick");
        var fails = startJob(runner, "fails");
        var delayed = runner.executor()
                .start(StartRequest.of("quick").delay(Duration.ofHours(1)).build())
                .jobId();
        fixture().awaitStatus(runner, quick, JobStatus.SUCCEEDED);
        fixture().awaitStatus(runner, fails, JobStatus.FAILED);

        assertThat(ids(runner, JobFilter.all())).containsExactlyInAnyOrder(quick, fails, delayed);
        assertThat(ids(runner, JobFilter.all().of("quick"))).containsExactlyInAnyOrder(quick, delayed);
        assertThat(ids(runner, JobFilter.all().in(JobStatus.FAILED))).containsExactly(fails);
        assertThat(ids(runner, JobFilter.all().in(JobStatus.DELAYED, JobStatus.SUCCEEDED)))
                .containsExactlyInAnyOrder(quick, delayed);
        assertThat(ids(runner, JobFilter.all().in(JobStatus.TIMED_OUT))).isEmpty();
        assertThat(ids(runner, between(Optional.of(before), Optional.empty()))).hasSize(3);
        assertThat(ids(runner, between(Optional.empty(), Optional.of(before)))).isEmpty();
    }

    private static JobFilter between(Optional<Instant> from, Optional<Instant> to) {
        return new JobFilter(Optional.empty(), java.util.Set.of(), from, to);
    }

    private static java.util.List<String> ids(JobRunner runner, JobFilter filter) {
        return runner.executor().list(filter, "", 100).items().stream()
                .map(JobView::id)
                .toList();
    }

    @Test
    default void aPageThatCannotBeIsRefused() {
        var runner = fixture().start(does("quick", context -> {}).build());
        var executor = runner.executor();

        assertThatThrownBy(() -> executor.list(JobFilter.all(), "", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> executor.list(JobFilter.all(), "", 1_001))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> executor.list(JobFilter.all(), "none of ours", 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cursor");
        assertThatThrownBy(() -> executor.logs("quick:99", "", 10)).isInstanceOf(NoSuchJobException.class);
    }

    @Test
    default void jobsAreCountedByStatus() {
        var runner = fixture().start(does("quick", context -> {}).build());
        var id = startJob(runner, "quick");
        runner.executor()
                .start(StartRequest.of("quick").delay(Duration.ofHours(1)).build());
        fixture().awaitStatus(runner, id, JobStatus.SUCCEEDED);

        assertThat(runner.executor().counts("quick"))
                .containsEntry(JobStatus.SUCCEEDED, 1L)
                .containsEntry(JobStatus.DELAYED, 1L)
                .containsEntry(JobStatus.RUNNING, 0L);
        assertThatThrownBy(() -> runner.executor().counts("nothing")).isInstanceOf(NoSuchDefinitionException.class);
    }

    @Test
    default void jobsAreCountedAndListedByHowTheyEnded() {
        var gate = fixture().gate();
        var runner = fixture()
                .start(
                        does("work", context -> gate.await())
                                .version(2)
                                .minimalVersion(2)
                                .build(),
                        does("work", context -> gate.await()).build(),
                        does("fails", context -> {
                                    throw new IllegalStateException("no");
                                })
                                .build(),
                        does("slow", context -> gate.await())
                                .timeout(Duration.ofMillis(50))
                                .build());
        var executor = runner.executor();
        var skipped = executor.start(StartRequest.of("work").version(1).build()).jobId();
        var waited = executor.start(
                        StartRequest.of("work").delay(Duration.ofHours(1)).build())
                .jobId();
        var ran = startJob(runner, "work");
        var runs = startJob(runner, "work");
        var failed = startJob(runner, "fails");
        var timedOut = startJob(runner, "slow");
        fixture().awaitStatus(runner, skipped, JobStatus.SKIPPED);
        fixture().awaitStatus(runner, ran, JobStatus.RUNNING);
        fixture().awaitStatus(runner, runs, JobStatus.RUNNING);

        executor.cancel(waited, "enough");
        executor.cancel(ran, "enough");

        fixture().awaitStatus(runner, ran, JobStatus.CANCELLED);
        fixture().awaitStatus(runner, failed, JobStatus.FAILED);
        fixture().awaitStatus(runner, timedOut, JobStatus.TIMED_OUT);
        assertThat(executor.counts("work"))
                .containsEntry(JobStatus.CANCELLED, 2L)
                .containsEntry(JobStatus.SKIPPED, 1L)
                .containsEntry(JobStatus.RUNNING, 1L)
                .containsEntry(JobStatus.CANCELLING, 0L)
                .containsEntry(JobStatus.FAILED, 0L)
                .containsEntry(JobStatus.SUCCEEDED, 0L);
        assertThat(executor.counts("slow"))
                .containsEntry(JobStatus.TIMED_OUT, 1L)
                .containsEntry(JobStatus.FAILED, 0L);
        assertThat(executor.counts("fails")).containsEntry(JobStatus.FAILED, 1L).containsEntry(JobStatus.CANCELLED, 0L);
        assertThat(ids(runner, JobFilter.all().in(JobStatus.CANCELLED))).containsExactlyInAnyOrder(waited, ran);
        assertThat(ids(runner, JobFilter.all().in(JobStatus.SKIPPED))).containsExactly(skipped);
        assertThat(ids(runner, JobFilter.deadLetters())).containsExactlyInAnyOrder(failed, timedOut);
        assertThat(ids(runner, JobFilter.all()))
                .containsExactlyInAnyOrder(skipped, waited, ran, runs, failed, timedOut);
        executor.retry(waited, Optional.empty());
        assertThat(executor.counts("work")).containsEntry(JobStatus.CANCELLED, 1L);
        gate.countDown();
    }

    @Test
    default void jobsThatComeAndGoBetweenTwoPagesHideNoneAndRepeatNone() {
        var runner = fixture().start(does("work", context -> {}).build());
        var executor = runner.executor();
        executor.pause("work");
        var ids = new ArrayList<String>();
        for (var i = 0; i < 10; i++) {
            ids.add(0, startJob(runner, "work"));
        }
        var filter = JobFilter.all().in(JobStatus.QUEUED);

        var first = executor.list(filter, "", 4);
        startJob(runner, "work");
        startJob(runner, "work");
        executor.cancel(ids.get(0), "enough");
        executor.cancel(ids.get(3), "enough");
        executor.cancel(ids.get(9), "enough");
        var second = executor.list(filter, first.nextCursor(), 100);

        assertThat(first.items()).extracting(JobView::id).isEqualTo(ids.subList(0, 4));
        assertThat(second.items()).extracting(JobView::id).isEqualTo(ids.subList(4, 9));
        var cancelled = JobFilter.all().in(JobStatus.CANCELLED);
        var last = executor.list(cancelled, "", 2);
        executor.delete(last.items().get(1).id());
        executor.retry(last.items().get(0).id(), Optional.empty());
        assertThat(executor.list(cancelled, last.nextCursor(), 100).items())
                .extracting(JobView::id)
                .hasSize(1)
                .doesNotContainAnyElementsOf(
                        last.items().stream().map(JobView::id).toList());
    }

    @Test
    default void ofJobsThatHaveEndedTheLastAreKept() {
        var runner = fixture()
                .start(does("quick", context -> {})
                        .keepSucceeded(2)
                        .processConcurrency(1)
                        .build());
        var ids = new ArrayList<String>();
        for (var i = 0; i < 4; i++) {
            ids.add(startJob(runner, "quick"));
        }

        fixture().awaitStatus(runner, ids.get(3), JobStatus.SUCCEEDED);

        eventually(() -> assertThat(ids(runner, JobFilter.all())).containsExactly(ids.get(3), ids.get(2)));
        assertThat(runner.executor().find(ids.get(0))).isEmpty();
    }

    @Test
    default void aJobThatDoesNotRunCanBeDeleted() {
        var gate = fixture().gate();
        var runner = fixture().start(does("work", context -> gate.await()).build());
        var delayed = runner.executor()
                .start(StartRequest.of("work").delay(Duration.ofHours(1)).build())
                .jobId();
        var running = startJob(runner, "work");
        fixture().awaitStatus(runner, running, JobStatus.RUNNING);

        runner.executor().delete(delayed);

        assertThat(runner.executor().find(delayed)).isEmpty();
        eventually(() -> assertThat(fixture().told(delayed)).endsWith(JobEvent.Kind.REMOVED));
        assertThatThrownBy(() -> runner.executor().delete(running)).isInstanceOf(WrongStatusException.class);
        assertThatThrownBy(() -> runner.executor().delete(delayed)).isInstanceOf(NoSuchJobException.class);
        gate.countDown();
        fixture().awaitStatus(runner, running, JobStatus.SUCCEEDED);
        runner.executor().delete(running);
        assertThat(runner.executor().find(running)).isEmpty();
    }

    @Test
    default void nothingIsFoundUnderAnIdThatIsNone() {
        var runner = fixture().start(does("quick", context -> {}).build());

        assertThat(runner.executor().find("quick:99")).isEmpty();
        assertThat(runner.executor().find("nothing:1")).isEmpty();
        assertThat(runner.executor().find("nonsense")).isEmpty();
        assertThat(runner.executor().find("")).isEmpty();
    }
}
