package io.taurine.queue;

import io.taurine.job.JobOptions;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.internal.RepeatOptions;
import io.taurine.queue.internal.TemplateOptions;
import io.taurine.repeat.Schedule;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A job scheduler as it stood in Redis when it was read, whichever client made it. Immutable, safe to share between threads.
 * The template's data and options are decoded when asked for.
 *
 * @param <T> type of the payload
 */
public final class JobScheduler<T> {

    private final String queueName;
    private final String id;
    private final Instant next;
    private final Map<String, String> fields;
    private final RepeatOptions repeat;
    private final PayloadCodec codec;
    private final Type dataType;

    JobScheduler(
            String queueName, String id, Instant next, Map<String, String> fields, PayloadCodec codec, Type dataType) {
        this.queueName = queueName;
        this.id = id;
        this.next = next;
        this.fields = Map.copyOf(fields);
        this.repeat = RepeatOptions.ofRecord(fields, 1);
        this.codec = codec;
        this.dataType = dataType;
    }

    public String queueName() {
        return queueName;
    }

    public String id() {
        return id;
    }

    /** Name of its jobs. */
    public String name() {
        return fields.getOrDefault("name", id);
    }

    /** When the run is due that was made last; in the past once that run has begun, or the schedule is over. */
    public Instant next() {
        return next;
    }

    /** Id of the job made last, that of {@link #next()}. */
    public String nextJobId() {
        return "repeat:" + id + ":" + next.toEpochMilli();
    }

    /** How many runs it has made since it was created, over all upserts. */
    public long iterationCount() {
        return Long.parseLong(fields.getOrDefault("ic", "0"));
    }

    /** The cron text; empty for an interval. */
    public Optional<String> pattern() {
        return Optional.ofNullable(repeat.pattern());
    }

    /** Zone of the pattern as stored. Other clients may leave it out: each then reckons in its own zone. */
    public Optional<String> timeZone() {
        return Optional.ofNullable(repeat.tz());
    }

    /** The interval; empty for a pattern. */
    public Optional<Duration> every() {
        return Optional.ofNullable(repeat.everyMillis()).map(Duration::ofMillis);
    }

    /** Where on the clock the slots of an interval lie: as given, or as its first run happened to fall. */
    public Duration offset() {
        return Duration.ofMillis(repeat.offsetMillis() == null ? 0 : repeat.offsetMillis());
    }

    /** Most runs from the last upsert on. */
    public OptionalInt limit() {
        return repeat.limitAsInt();
    }

    public Optional<Instant> startDate() {
        return Optional.ofNullable(repeat.startMillis()).map(Instant::ofEpochMilli);
    }

    public Optional<Instant> endDate() {
        return Optional.ofNullable(repeat.endMillis()).map(Instant::ofEpochMilli);
    }

    /**
     * The schedule as a value, to ask it for further runs. Slots of an interval follow from {@link #next()}; a start that has
     * no part in that any more is left out.
     *
     * @throws IllegalArgumentException if another client stored one that this library cannot evaluate
     */
    public Schedule schedule() {
        return repeat.withSlot(next).schedule();
    }

    /**
     * What it adds at each run.
     *
     * @throws io.taurine.job.PayloadException if the stored data or options cannot be read
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the codec was asked for T; a null payload is the author's choice
    public JobTemplate<T> template() {
        return JobTemplate.of(name(), (T) codec.decode(dataJson(), dataType), templateOptions());
    }

    /** Data of the template as stored; <code>{}</code> when nothing was. */
    public String dataJson() {
        var json = fields.get("data");
        return json == null || json.isEmpty() ? "{}" : json;
    }

    /** Options of the template as stored, under BullMQ's names; <code>{}</code> when none were. */
    public String optionsJson() {
        var json = fields.get("opts");
        return json == null || json.isEmpty() ? "{}" : json;
    }

    /** Node's template may carry ids and delays, which are overwritten at each run. */
    JobOptions templateOptions() {
        return TemplateOptions.read(fields.get("opts"));
    }

    @Override
    public String toString() {
        return "Job scheduler " + id + " in queue " + queueName;
    }
}
