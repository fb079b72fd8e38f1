package io.taurine.interop;

import static io.taurine.interop.Option.attempts;
import static io.taurine.interop.Option.delay;
import static io.taurine.interop.Option.priority;
import static io.taurine.interop.Option.timestamp;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.interop.Side.WorkerSetup;
import io.taurine.job.JobState;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one side does to a queue or a job holds for the other one. */
@RequiresNode
@RedisTest
final class ControlAcrossLanguagesIT {
    private static final Map<String, Integer> DATA = Map.of("n", 1);
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final Sides SIDES = new Sides();

    /** Who acts; the other one looks, or goes on. */
    enum Actor {
        NODE,
        JAVA;

        Side acting(TestQueue queue) {
            return this == NODE ? SIDES.node(queue) : SIDES.java(queue);
        }

        Side other(TestQueue queue) {
            return this == NODE ? SIDES.java(queue) : SIDES.node(queue);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPauseHoldsUntilTheOtherSideResumes(Actor actor, TestQueue queue) {
        var pausing = actor.acting(queue);
        var resuming = actor.other(queue);
        var events = resuming.events();

        pausing.pause();
        var id = pausing.add("echo", DATA);

        assertThat(resuming.isPaused()).isTrue();
        assertThat(resuming.claim()).isEmpty();
        assertThat(pausing.claim()).isEmpty();
        assertThat(resuming.count(JobState.WAITING)).isEqualTo(1);

        pausing.startWorker(WorkerSetup.DEFAULT);
        resuming.startWorker(WorkerSetup.DEFAULT);
        resuming.resume();

        events.awaitFirst("completed", id);
        assertThat(pausing.isPaused()).isFalse();
        assertThat(events.all().stream().map(SeenEvent::name))
                .containsSubsequence("paused", "added", "waiting", "resumed", "active", "completed");
    }

    /** Both were idle before, so that only the marker of the resume wakes them before their five seconds are over. */
    @ParameterizedTest
    @EnumSource
    void aPauseHoldsForRunningWorkersOfTheOtherSide(Actor actor, TestQueue queue) {
        var pausing = actor.acting(queue);
        var working = actor.other(queue);
        var events = pausing.events();
        working.startWorker(WorkerSetup.DEFAULT);
        events.awaitFirst("completed", pausing.add("before", DATA));

        pausing.pause();
        var ids = List.of(pausing.add("a", DATA), pausing.add("b", DATA), working.add("c", DATA));
        pausing.resume();

        ids.forEach(id -> events.awaitFirst("completed", id));
        var names = events.all().stream().map(SeenEvent::name).toList();
        assertThat(names.subList(names.indexOf("paused"), names.indexOf("resumed")))
                .doesNotContain("active");
    }

    @ParameterizedTest
    @EnumSource
    void aFailedJobThatOneSideRetriesFinishesInTheOther(Actor actor, TestQueue queue) {
        var retrying = actor.acting(queue);
        var finishing = actor.other(queue);
        var failed = retrying.add("failed", DATA);
        var bulk = retrying.add("bulk", DATA);
        var reset = retrying.add("reset", DATA, attempts(2));
        failByHand(retrying, failed);
        failByHand(finishing, bulk);
        failByHand(finishing, reset);
        failByHand(retrying, reset);

        retrying.retry(failed, JobState.FAILED, false);
        retrying.retry(reset, JobState.FAILED, true);
        retrying.retryJobs(JobState.FAILED);
        finishing.startWorker(WorkerSetup.DEFAULT);

        var events = retrying.events();
        List.of(failed, reset, bulk).forEach(id -> events.awaitFirst("completed", id));
        assertThat(events.named("waiting", failed).get(1).told().asText()).isEqualTo("failed");
        assertThat(retrying.job(failed).attemptsMade()).isEqualTo(2);
        assertThat(retrying.job(reset).attemptsMade()).isEqualTo(1);
        assertThat(retrying.job(reset).stackTraces()).hasSize(2);
        assertThat(retrying.job(bulk).failedReason()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theAttemptsOfAJobAlternateBetweenTheSides(Actor actor, TestQueue queue) {
        var one = actor.acting(queue);
        var other = actor.other(queue);
        var id = one.add("job", DATA, attempts(4));

        failByHand(one, id);
        failByHand(other, id);
        failByHand(one, id);
        assertThat(other.claim()).contains(id);
        other.complete(id, "in the end");

        assertThat(List.of(one.job(id), other.job(id))).allSatisfy(job -> {
            assertThat(job.state()).isEqualTo("completed");
            assertThat(job.attemptsMade()).isEqualTo(4);
            assertThat(job.attemptsStarted()).isEqualTo(4);
            assertThat(job.stackTraces()).hasSize(3);
            assertThat(job.returnValue()).contains(Json.of("in the end"));
        });
        assertThat(one.job(id)).isEqualTo(other.job(id));
    }

    @ParameterizedTest
    @EnumSource
    void runningWorkersOfBothSidesShareTheAttemptsOfAJob(Actor actor, TestQueue queue) throws Exception {
        var first = actor.acting(queue);
        var second = actor.other(queue);
        var events = first.events();
        var id = first.add("failTimes", Map.of("times", 2), attempts(2));
        var firstWorker = first.startWorker(WorkerSetup.DEFAULT.named("first"));
        events.awaitFirst("failed", id);
        firstWorker.close();

        second.startWorker(WorkerSetup.DEFAULT.named("second"));
        first.retry(id, JobState.FAILED, false);

        assertThat(events.awaitFirst("completed", id).told()).isEqualTo(Json.of(Map.of("attemptsMade", 2)));
        assertThat(first.job(id).processedBy()).contains("second");
        assertThat(first.job(id).stackTraces()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void promotingAndMovingInTimeIsSeenByTheOtherSide(Actor actor, TestQueue queue) {
        var acting = actor.acting(queue);
        var other = actor.other(queue);
        var events = other.events();
        var promoted = other.add("a", DATA, delay(HOUR));
        var sooner = other.add("b", DATA, delay(HOUR));
        var all = other.add("c", DATA, delay(HOUR));
        other.startWorker(WorkerSetup.DEFAULT);

        acting.promote(promoted);
        acting.changeDelay(sooner, Duration.ofMillis(50));

        events.awaitFirst("completed", promoted);
        events.awaitFirst("completed", sooner);
        assertThat(events.named("delayed", sooner)).hasSize(2);
        assertThat(other.state(all)).isEqualTo("delayed");

        acting.promoteJobs();

        events.awaitFirst("completed", all);
    }

    @ParameterizedTest
    @EnumSource
    void aChangedPriorityOrdersTheClaimsOfTheOtherSide(Actor actor, TestQueue queue) {
        var acting = actor.acting(queue);
        var other = actor.other(queue);
        var last = other.add("last", DATA, priority(3));
        var second = other.add("second", DATA, priority(9));
        var third = other.add("third", DATA);
        var first = other.add("first", DATA, priority(5));

        acting.changePriority(second, 2, true);
        acting.changePriority(third, 2, false);
        acting.changePriority(first, 0, false);

        assertThat(List.of(claimed(other), claimed(other), claimed(other), claimed(other)))
                .containsExactly(first, second, third, last);
        assertThat(other.job(second).priority()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void changedContentsAreSeenByTheOtherSide(Actor actor, TestQueue queue) {
        var acting = actor.acting(queue);
        var other = actor.other(queue);
        var id = other.add("job", DATA, Option.keepLogs(2));

        acting.updateData(id, Map.of("n", List.of(2, "ü/")));
        acting.updateProgress(id, Map.of("at", 0.5));
        List.of("one", "two", "three").forEach(row -> acting.log(id, row, 2));

        assertThat(other.job(id)).satisfies(job -> {
            assertThat(job.data()).isEqualTo(Json.of(Map.of("n", List.of(2, "ü/"))));
            assertThat(job.progress()).isEqualTo(Json.of(Map.of("at", 0.5)));
            assertThat(job.logs()).containsExactly("two", "three");
        });
        assertThat(other.events().awaitFirst("progress", id).told()).isEqualTo(Json.of(Map.of("at", 0.5)));
    }

    @ParameterizedTest
    @EnumSource
    void whatOneSideRemovesIsGoneForTheOther(Actor actor, TestQueue queue) {
        var acting = actor.acting(queue);
        var other = actor.other(queue);
        var removed = other.add("a", DATA);
        var cleaned = other.add("b", DATA, timestamp(Option.LONG_AGO));
        var held = other.add("c", DATA);
        var drained = other.add("d", DATA, priority(1));
        var later = other.add("e", DATA, delay(HOUR));

        acting.remove(removed);
        assertThat(acting.clean(JobState.WAITING, 1)).containsExactly(cleaned);
        assertThat(other.claim()).contains(held);
        acting.drain(false);

        assertThat(List.of(removed, cleaned, drained)).allSatisfy(id -> {
            assertThat(other.find(id)).isEmpty();
            assertThat(other.state(id)).isEqualTo("unknown");
        });
        assertThat(other.state(held)).isEqualTo("active");
        assertThat(other.state(later)).isEqualTo("delayed");

        other.complete(held, "still mine");
        acting.drain(true);

        assertThat(other.count(JobState.DELAYED)).isZero();
        assertThat(acting.job(held).returnValue()).contains(Json.of("still mine"));

        acting.obliterate(false);

        assertThat(other.count(JobState.COMPLETED)).isZero();
        assertThat(other.isPaused()).isFalse();
        assertThat(other.add("f", DATA)).isEqualTo("1");
        assertThatQueue(queue).hasWaiting(1).eachJobIsInExactlyOneState();
    }

    private static String claimed(Side side) {
        return side.claim().orElseThrow();
    }

    private static void failByHand(Side side, String id) {
        assertThat(side.claim()).contains(id);
        side.fail(id, "failed in " + side, false);
    }
}
