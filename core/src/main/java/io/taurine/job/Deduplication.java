package io.taurine.job;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs count as the same one. While a job owns a deduplication id, an add with that id stores no second job (or takes
 * the place of the first) and tells the caller which job it was dropped for. Stored with the job as BullMQ's
 * {@code deduplication} option. Immutable. The factories are the modes that are of use; the {@code with…} methods combine
 * them.
 *
 * @param id what makes two jobs the same; not empty, of the caller's choosing, colons allowed
 * @param ttl how long the id is held, 1 ms to 36,500 days in whole milliseconds, whatever becomes of the job; null holds it
 *     until its job completes or fails for good
 * @param extend an add that is dropped holds the id for its own {@code ttl} anew; needs a ttl
 * @param replace a job that is still delayed is removed in favour of the new one; in any other state the new one is dropped
 * @param reschedule an add that is dropped moves a delayed owner to its own delay; the owner keeps its data
 * @param keepLastIfActive the last add that was dropped while the owner ran is stored and becomes a job when the owner ends
 */
public record Deduplication(
        String id,
        @Nullable Duration ttl,
        boolean extend,
        boolean replace,
        boolean reschedule,
        boolean keepLastIfActive) {

    /** Refuses what cannot be meant: values out of range, and options that have no effect together. */
    public Deduplication {
        Objects.requireNonNull(id, "id");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("deduplication id must not be empty");
        }
        if (ttl != null) {
            JobOptions.requireDelay("deduplication ttl", ttl);
            if (ttl.toMillis() < 1 || ttl.toNanosPart() % 1_000_000 != 0) {
                throw new IllegalArgumentException(
                        "deduplication ttl must be 1 ms or more in whole milliseconds, was " + ttl);
            }
        }
        if (extend && ttl == null) {
            throw new IllegalArgumentException("deduplication extend needs a ttl to extend");
        }
        if (replace && reschedule) {
            throw new IllegalArgumentException(
                    "deduplication reschedule has no effect with replace: choose the new job (replace) or the old one");
        }
        if (keepLastIfActive && ttl != null) {
            throw new IllegalArgumentException(
                    "deduplication ttl has no effect with keepLastIfActive: the id is held as long as its job lives");
        }
    }

    /** One job at a time: the id is held until the job completes or fails for good, its retries included. */
    public static Deduplication simple(String id) {
        return new Deduplication(id, null, false, false, false, false);
    }

    /** At most one job each {@code ttl}, counted from the first add; the job's own end frees nothing. */
    public static Deduplication throttle(String id, Duration ttl) {
        return new Deduplication(id, Objects.requireNonNull(ttl, "ttl"), false, false, false, false);
    }

    /**
     * Only the last of a series: each add removes the delayed job before it and holds the id for {@code ttl} anew. Meant for
     * jobs with a {@linkplain JobOptions.Builder#delay delay}, usually the same: once the job left its delay, new ones are
     * dropped until the ttl is over.
     */
    public static Deduplication debounce(String id, Duration ttl) {
        return new Deduplication(id, Objects.requireNonNull(ttl, "ttl"), true, true, false, false);
    }

    /** As {@link #simple}, and an add moves the job that is still delayed to its own delay, counted from its timestamp. */
    public static Deduplication reschedule(String id) {
        return new Deduplication(id, null, false, false, true, false);
    }

    /**
     * As {@link #simple}, and what is added while the job runs is not lost: the last of it runs once more afterwards, with
     * the options it was added with.
     */
    public static Deduplication keepLast(String id) {
        return new Deduplication(id, null, false, false, false, true);
    }

    /** The same, holding the id for {@code ttl}. */
    public Deduplication withTtl(Duration ttl) {
        return new Deduplication(id, Objects.requireNonNull(ttl, "ttl"), extend, replace, reschedule, keepLastIfActive);
    }

    /** The same, holding the id anew with each add; needs a ttl. */
    public Deduplication withExtend() {
        return new Deduplication(id, ttl, true, replace, reschedule, keepLastIfActive);
    }

    /** The same, removing a job that is still delayed in favour of the new one. */
    public Deduplication withReplace() {
        return new Deduplication(id, ttl, extend, true, reschedule, keepLastIfActive);
    }

    /** The same, moving a job that is still delayed to the new one's delay. */
    public Deduplication withReschedule() {
        return new Deduplication(id, ttl, extend, replace, true, keepLastIfActive);
    }

    /** The same, keeping the last that is added while the job runs; only without a ttl. */
    public Deduplication withKeepLast() {
        return new Deduplication(id, ttl, extend, replace, reschedule, true);
    }

    /** The ttl as an optional, for callers that do not want to see null. */
    public Optional<Duration> timeToLive() {
        return Optional.ofNullable(ttl);
    }
}
