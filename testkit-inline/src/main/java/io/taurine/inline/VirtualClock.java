package io.taurine.inline;

import io.taurine.inline.internal.InlineConductor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time in which the queues of an {@link InlineJobs} live. It stands still until the test moves it, or until somebody waits
 * for a job: waiting takes virtual time, and no other. Also usable as the application's own clock: it is an
 * {@link InstantSource}, and {@link #withZone} makes it a {@code java.time.Clock}.
 */
public final class VirtualClock implements InstantSource {

    private final InlineConductor conductor;

    VirtualClock(InlineConductor conductor) {
        this.conductor = conductor;
    }

    @Override
    public Instant instant() {
        return conductor.clock().instant();
    }

    /**
     * Lets that much time pass. Everything that falls into it happens at its own moment and in order: delayed jobs and
     * retries run, schedules fire, locks, limits and deduplications expire. Waiting jobs run first, in queued mode too. A processor may
     * call it, to take its time.
     *
     * @param duration 0 or more
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration must be 0 or more, was " + duration);
        }
        conductor.advanceTo(instant().plus(duration));
    }

    /** As {@link #advance}, up to an instant that is not before now. */
    public void advanceTo(Instant target) {
        if (target.isBefore(instant())) {
            throw new IllegalArgumentException("target must not be before now, " + instant() + ", was " + target);
        }
        conductor.advanceTo(target);
    }

    @Override
    public String toString() {
        return "Virtual clock at " + instant();
    }
}
