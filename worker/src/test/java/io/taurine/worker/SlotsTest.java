package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SlotsTest {

    @Test
    void givesNoMoreThanAreFree() {
        var slots = new Slots(3);

        assertThat(slots.take(2)).isEqualTo(2);
        assertThat(slots.take(2)).isEqualTo(1);
        assertThat(slots.take(2)).isZero();
    }

    @Test
    void givesBackWhatWasReleased() {
        var slots = new Slots(2);
        slots.take(2);

        slots.release(1);

        assertThat(slots.take(5)).isEqualTo(1);
    }

    @Test
    void keepsAllTakenSlotsWhileTheLimitStands() {
        var slots = new Slots(4);
        slots.take(4);

        assertThat(slots.keepable(3)).isEqualTo(3);
    }

    @Test
    void keepsFewerOnceTheLimitWasLowered() {
        var slots = new Slots(4);
        slots.take(4);

        slots.setLimit(2);

        assertThat(slots.keepable(3)).isEqualTo(1);
        assertThat(slots.keepable(1)).isZero();
        assertThat(slots.take(1)).isZero();
    }

    @Test
    void lowersWhatIsTakenToTheNewLimitAsJobsEnd() {
        var slots = new Slots(4);
        slots.take(4);
        slots.setLimit(1);

        slots.release(3);

        assertThat(slots.take(1)).isZero();
        slots.release(1);
        assertThat(slots.take(5)).isEqualTo(1);
    }

    @Test
    void wakesWhoeverWaitsWhenASlotIsReleased() throws Exception {
        var slots = new Slots(1);
        slots.take(1);
        var waiting = waiter(slots, new AtomicBoolean());

        slots.release(1);

        assertThat(waiting.get()).isTrue();
    }

    @Test
    void wakesWhoeverWaitsWhenTheLimitIsRaised() throws Exception {
        var slots = new Slots(1);
        slots.take(1);
        var waiting = waiter(slots, new AtomicBoolean());

        slots.setLimit(2);

        assertThat(waiting.get()).isTrue();
    }

    @Test
    void stopsWaitingWhenTold() throws Exception {
        var slots = new Slots(1);
        slots.take(1);
        var stop = new AtomicBoolean();
        var waiting = waiter(slots, stop);

        stop.set(true);
        slots.wake();

        assertThat(waiting.get()).isFalse();
    }

    private static CompletableFuture<Boolean> waiter(Slots slots, AtomicBoolean stop) {
        var result = new CompletableFuture<Boolean>();
        var thread = new Thread(() -> {
            try {
                result.complete(slots.awaitFree(stop::get));
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return result;
    }
}
