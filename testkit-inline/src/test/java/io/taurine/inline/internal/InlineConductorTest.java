package io.taurine.inline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InlineConductorTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void jobsThatMakeJobsForEverAreAnError() {
        var conductor = new InlineConductor(START, true, 100);
        conductor.seatWorker(() -> true);

        assertThatThrownBy(conductor::runPending)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("More than 100 jobs ran without time passing");
    }

    @Test
    void tasksRunAtTheirTimesAndThoseOfOneTimeInTheOrderOfTheirScheduling() {
        var conductor = new InlineConductor(START, true);
        var ran = new ArrayList<String>();
        var timer = conductor.newTimer();
        timer.schedule(() -> note(ran, "b", conductor), 20, TimeUnit.MILLISECONDS);
        timer.schedule(() -> note(ran, "a", conductor), 10, TimeUnit.MILLISECONDS);
        timer.schedule(() -> note(ran, "c", conductor), 20, TimeUnit.MILLISECONDS);
        var cancelled = timer.schedule(() -> note(ran, "never", conductor), 15, TimeUnit.MILLISECONDS);
        cancelled.cancel(false);

        conductor.advanceTo(START.plusMillis(50));

        assertThat(ran).containsExactly("a at 10", "b at 20", "c at 20");
    }

    @Test
    void tasksOfATimerThatWasShutDownDoNotRun() {
        var conductor = new InlineConductor(START, true);
        var ran = new ArrayList<String>();
        var timer = conductor.newTimer();
        timer.schedule(() -> note(ran, "never", conductor), 10, TimeUnit.MILLISECONDS);

        timer.shutdownNow();
        conductor.advanceTo(START.plusMillis(50));

        assertThat(ran).isEmpty();
    }

    private static boolean note(List<String> ran, String name, InlineConductor conductor) {
        return ran.add(name + " at " + conductor.nanoTime() / 1_000_000);
    }
}
