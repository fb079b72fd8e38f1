package io.taurine.inline;

import static io.taurine.job.JobState.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.taurine.queue.lock.HeldLock;
import io.taurine.queue.lock.LockNotAcquiredException;
import io.taurine.queue.lock.LockNotHeldException;
import io.taurine.queue.lock.LockOptions;
import io.taurine.queue.lock.LockStatus;
import io.taurine.queue.lock.RedisLock;
import io.taurine.worker.WhenTaken;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Locks on one Redis, and workers of which one runs in the whole fleet. */
abstract class LockingBehaviour extends Behaviour {

    LockingBehaviour(Supplier<Stage> stage) {
        super(stage);
    }

    private RedisLock lock(LockOptions options) {
        return RedisLock.of(stage.queueName(), stage.connection(), options);
    }

    private RedisLock lock() {
        return lock(LockOptions.defaults());
    }

    private static LockOptions.Builder quick() {
        return LockOptions.builder().retryDelay(Duration.ofMillis(10));
    }

    @Test
    void isHeldByOneAndNumbersGrow() {
        var first = lock().tryLock().orElseThrow();

        assertThat(first.isValid()).isTrue();
        assertThat(lock().tryLock()).isEmpty();
        assertThat(RedisLock.held(stage.connection()))
                .filteredOn(held -> held.name().equals(stage.queueName()))
                .extracting(LockStatus::fencingToken)
                .containsExactly(first.fencingToken());
        first.close();

        var second = lock().tryLock().orElseThrow();
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        second.close();
    }

    @Test
    void whatWasGivenBackIsNotValid() {
        var held = lock().tryLock().orElseThrow();

        held.close();
        held.close();

        assertThat(held.isValid()).isFalse();
        assertThatExceptionOfType(LockNotHeldException.class).isThrownBy(held::requireValid);
    }

    @Test
    void waitsUntilItsTimeIsUp() {
        try (var held = lock().tryLock().orElseThrow()) {
            assertThatExceptionOfType(LockNotAcquiredException.class)
                    .isThrownBy(() -> lock(quick().build()).lock(MOMENT))
                    .withMessageContaining("others held it within 40 ms");
            assertThat(held.isValid()).isTrue();
        }
    }

    @Test
    void waitsForALeaseThatIsNotExtended() {
        var forgotten = lock(quick().leaseTime(Duration.ofMillis(200))
                        .autoExtend(false)
                        .build())
                .tryLock()
                .orElseThrow();

        var next = lock(quick().build()).lock(Duration.ofSeconds(20));

        assertThat(forgotten.isValid()).isFalse();
        assertThat(next.fencingToken()).isGreaterThan(forgotten.fencingToken());
        next.close();
    }

    @Test
    void isExtendedWhileItIsHeld() {
        var held = lock(quick().leaseTime(Duration.ofMillis(600)).build()).lock(Duration.ofSeconds(20));
        var until = held.validUntil();

        stage.pass(Duration.ofMillis(500));

        stage.eventually(() -> assertThat(held.validUntil()).isAfter(until));
        assertThat(held.isValid()).isTrue();
        held.close();
    }

    @Test
    void tellsThatItWasTakenAway() {
        var held = lock(quick().leaseTime(Duration.ofMillis(300)).build()).lock(Duration.ofSeconds(20));
        held.onLost(() -> stage.seen.add("lost"));

        stage.commands().del("taurine::lock:{" + stage.queueName() + "}");
        stage.pass(Duration.ofMillis(300));

        stage.eventually(() -> assertThat(stage.seen).containsExactly("lost"));
        assertThat(held.isValid()).isFalse();
    }

    @Test
    void runsWorkUnderIt() throws Exception {
        var number = lock().withLock(MOMENT, HeldLock::fencingToken);

        assertThat(number).isPositive();
        assertThat(lock().tryLock()).hasValueSatisfying(HeldLock::close);
    }

    @Test
    void aSingleRunningJobIsSkippedWhileAnotherRuns() {
        var queue = stage.queue();
        var elsewhere = RedisLock.of("bull:" + stage.queueName(), stage.connection())
                .tryLock()
                .orElseThrow();
        stage.start(stage.worker(job -> stage.seen.add(job.data())).singleRunning(WhenTaken.skip()));

        var skipped = queue.add("work", "first").id();
        eventuallyIn(COMPLETED, queue, skipped);
        elsewhere.close();
        var run = queue.add("work", "second").id();
        eventuallyIn(COMPLETED, queue, run);

        assertThat(stage.seen).containsExactly("second");
        assertThat(job(queue, skipped).returnValueJson().orElseThrow()).contains("\"skipped\":true");
    }

    @Test
    void aSingleRunningJobComesAgainWhenTheOtherHasEnded() {
        var queue = stage.queue();
        var elsewhere = RedisLock.of("bull:" + stage.queueName(), stage.connection())
                .tryLock()
                .orElseThrow();
        stage.start(stage.worker(job -> stage.seen.add(job.data())).singleRunning(WhenTaken.delay(MOMENT)));

        var id = queue.add("work", "patient").id();
        stage.eventually(() ->
                assertThat(job(queue, id).attemptsStarted()).as("times it came").isPositive());
        elsewhere.close();
        stage.pass(MOMENT);

        eventuallyIn(COMPLETED, queue, id);
        assertThat(stage.seen).containsExactly("patient");
        assertThat(job(queue, id).attemptsMade()).isEqualTo(1);
    }
}
