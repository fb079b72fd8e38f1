package io.taurine.queue.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.repeat.CronSchedule;
import io.taurine.repeat.IntervalSchedule;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it travels with each run of a job scheduler ({@code opts.repeat}), and as the scheduler's record holds it.
 * Reading takes what any client wrote; what makes no sense shows when {@link #schedule()} is asked for.
 *
 * @param count which run this is, from 1; an upsert begins anew
 * @param everyMillis interval, null for a pattern
 * @param pattern cron text, null for an interval
 * @param tz zone of the pattern; null is the zone of whichever process evaluates it
 * @param limit most runs, null for no bound
 * @param offsetMillis phase of the interval that the user gave, null for none
 * @param startMillis no run before, null for none
 * @param endMillis no run after, null for none
 */
public record RepeatOptions(
        long count,
        @Nullable Long everyMillis,
        @Nullable String pattern,
        @Nullable String tz,
        @Nullable Long limit,
        @Nullable Long offsetMillis,
        @Nullable Long startMillis,
        @Nullable Long endMillis) {

    /**
     * The first run of a schedule.
     *
     * @throws IllegalArgumentException if a BullMQ client could not iterate it
     */
    public static RepeatOptions of(Schedule given) {
        var schedule = given.shared();
        var limit =
                schedule.limit().isPresent() ? (Long) (long) schedule.limit().getAsInt() : null;
        var start = schedule.start().map(Instant::toEpochMilli).orElse(null);
        var end = schedule.end().map(Instant::toEpochMilli).orElse(null);
        if (schedule instanceof IntervalSchedule interval) {
            var offset =
                    interval.offset().isZero() ? null : (Long) interval.offset().toMillis();
            return new RepeatOptions(1, interval.every().toMillis(), null, null, limit, offset, start, end);
        }
        var cron = (CronSchedule) schedule;
        return new RepeatOptions(1, null, cron.pattern(), cron.zoneText(), limit, null, start, end);
    }

    /** From the {@code repeat} of a job's options. */
    public static RepeatOptions read(JsonNode repeat) {
        return new RepeatOptions(
                Math.max(1, orZero(millis(repeat.path("count").asText(null)))),
                positive(millis(repeat.path("every").asText(null))),
                text(repeat.path("pattern").asText(null)),
                text(repeat.path("tz").asText(null)),
                millis(repeat.path("limit").asText(null)),
                millis(repeat.path("offset").asText(null)),
                millis(repeat.path("startDate").asText(null)),
                millis(repeat.path("endDate").asText(null)));
    }

    /** From a scheduler's record, whose offset may be one that nobody gave. */
    public static RepeatOptions ofRecord(Map<String, String> fields, long count) {
        return new RepeatOptions(
                count,
                positive(millis(fields.get("every"))),
                text(fields.get("pattern")),
                text(fields.get("tz")),
                millis(fields.get("limit")),
                millis(fields.get("offset")),
                millis(fields.get("startDate")),
                millis(fields.get("endDate")));
    }

    public RepeatOptions withCount(long newCount) {
        return new RepeatOptions(newCount, everyMillis, pattern, tz, limit, offsetMillis, startMillis, endMillis);
    }

    /** The same going on from that slot of an interval, whether its start, its offset or a late upsert has put it there. */
    public RepeatOptions withSlot(Instant slot) {
        if (everyMillis == null) {
            return this;
        }
        var phase = Math.floorMod(slot.toEpochMilli(), everyMillis);
        var isFromStart = startMillis != null && Math.floorMod(startMillis, everyMillis) == phase;
        return new RepeatOptions(
                count, everyMillis, pattern, tz, limit, phase, isFromStart ? startMillis : null, endMillis);
    }

    /** As it is stored in a job's options. */
    public ObjectNode toJson() {
        var json = JsonNodeFactory.instance.objectNode().put("count", count);
        putIfSet(json, "every", everyMillis);
        if (everyMillis == null) {
            json.put("pattern", pattern);
            if (tz != null) {
                json.put("tz", tz);
            }
        } else if (offsetMillis != null && offsetMillis != 0) {
            json.put("offset", offsetMillis);
        }
        putIfSet(json, "limit", limit);
        putIfSet(json, "startDate", startMillis);
        putIfSet(json, "endDate", endMillis);
        return json;
    }

    private static void putIfSet(ObjectNode json, String name, @Nullable Long value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    /** True when no run may follow the {@link #count()}th, made at that instant. */
    public boolean isOver(Instant now) {
        return (limit != null && count >= limit) || (endMillis != null && now.toEpochMilli() > endMillis);
    }

    /**
     * The schedule as a value.
     *
     * @throws IllegalArgumentException if it is neither a pattern that this library reads, in a zone that it knows, nor an
     *     interval
     */
    public Schedule schedule() {
        Schedule schedule;
        if (everyMillis != null) {
            var interval = Schedule.every(Duration.ofMillis(everyMillis));
            var phase = offsetMillis == null ? 0 : Math.floorMod(offsetMillis, everyMillis);
            schedule = interval.withOffset(Duration.ofMillis(phase));
        } else if (pattern != null) {
            var zone = tz == null ? ZoneId.systemDefault() : Zones.read(tz, ZoneId.systemDefault());
            schedule = Schedule.cron(pattern, zone);
        } else {
            throw new IllegalArgumentException(
                    "Either .pattern or .every options must be defined for this repeatable job");
        }
        if (limit != null && limit >= 1 && limit <= Integer.MAX_VALUE) {
            schedule = schedule.withLimit(limit.intValue());
        }
        if (endMillis != null) {
            schedule = schedule.withEnd(Instant.ofEpochMilli(endMillis));
        }
        // A start behind the end, which other clients store, leaves no run; bounds that cross are refused here.
        return startMillis == null || (endMillis != null && startMillis > endMillis)
                ? schedule
                : schedule.withStart(Instant.ofEpochMilli(startMillis));
    }

    public OptionalInt limitAsInt() {
        return limit == null ? OptionalInt.empty() : OptionalInt.of((int) Math.min(Integer.MAX_VALUE, limit));
    }

    private static @Nullable String text(@Nullable String stored) {
        return stored == null || stored.isEmpty() || stored.equals("null") ? null : stored;
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static @Nullable Long positive(@Nullable Long value) {
        return value == null || value < 1 ? null : value;
    }

    /** Node writes a date it was given as text as that text, and fractions where a user computed one. */
    private static @Nullable Long millis(@Nullable String stored) {
        var text = text(stored);
        if (text == null) {
            return null;
        }
        try {
            return (long) Double.parseDouble(text);
        } catch (NumberFormatException noNumber) {
            try {
                return Instant.parse(text).toEpochMilli();
            } catch (java.time.format.DateTimeParseException noInstant) {
                return null;
            }
        }
    }
}
