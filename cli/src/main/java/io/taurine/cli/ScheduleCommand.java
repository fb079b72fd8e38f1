package io.taurine.cli;

import io.taurine.queue.JobScheduler;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.queue.SchedulerException;
import io.taurine.queue.SchedulerOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One command for one scheduler: with a schedule it is written, with a verb that is done, with neither it is shown. */
@Command(
        name = "schedule",
        description = "Create or replace a job scheduler; without a schedule, show it with its next runs.")
final class ScheduleCommand extends QueueCommand {

    private static final int SHOWN_RUNS = 5;

    @Parameters(index = "1", paramLabel = "ID", description = "Id of the job scheduler.")
    private String id = "";

    @ArgGroup(multiplicity = "0..1")
    private Deed deed = new Deed();

    static final class Deed {

        @Option(
                names = "--cron",
                paramLabel = "PATTERN",
                description = "Cron pattern of one to six fields, as BullMQ reads it.")
        private @Nullable String cron;

        @Option(names = "--every", paramLabel = "TIME", description = "Interval, at least 1ms.")
        private @Nullable Duration every;

        @Option(names = "--remove", description = "Remove the scheduler with its delayed job.")
        private boolean remove;

        @Option(names = "--run-now", description = "Add one more job from its template, now.")
        private boolean runNow;

        @Option(names = "--repair", description = "Give it its next run if it has none.")
        private boolean repair;

        private boolean isSchedule() {
            return cron != null || every != null;
        }
    }

    @Mixin
    private final CronOptions cron = new CronOptions();

    @Option(names = "--offset", paramLabel = "TIME", description = "Where on the clock the slots of an interval lie.")
    private @Nullable Duration offset;

    @Option(names = "--limit", paramLabel = "N", description = "Most runs. Default: no bound.")
    private @Nullable Integer limit;

    @Option(
            names = "--start",
            paramLabel = "INSTANT",
            converter = InstantConverter.class,
            description = "No run before it, in ms since 1970 or as 2026-11-22T10:15:30Z.")
    private @Nullable Instant start;

    @Option(
            names = "--end",
            paramLabel = "INSTANT",
            converter = InstantConverter.class,
            description = "No run after it.")
    private @Nullable Instant end;

    @Option(names = "--immediately", description = "The first run of a pattern at once.")
    private boolean immediately;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of its jobs. Default: the id.")
    private @Nullable String name;

    @Option(names = "--data", paramLabel = "JSON", description = "Data of its jobs. Default: {}.")
    private @Nullable String data;

    @Mixin
    private final RunOptions run = new RunOptions();

    private @Nullable Schedule schedule;
    private JobTemplate<JsonText> template = JobTemplate.of(new JsonText("{}"));

    ScheduleCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    void prepare() {
        if (!deed.isSchedule()) {
            cron.given().ifPresent(option -> requireNone(option, true));
            requireNone("--offset", offset);
            requireNone("--limit", limit);
            requireNone("--start", start);
            requireNone("--end", end);
            requireNone("--immediately", immediately ? true : null);
            requireNone("--name", name);
            requireNone("--data", data);
            requireNone("an option of its jobs", run.isAnyGiven() ? true : null);
            return;
        }
        schedule = bounded(form());
        var json = data == null ? "{}" : data;
        if (Json.parse(json).isEmpty()) {
            throw new IllegalArgumentException("the data is not JSON: " + Text.oneLine(json, 60));
        }
        template = JobTemplate.of(
                name == null ? "" : name, new JsonText(json), run.builder().build());
    }

    private static void requireNone(String option, @Nullable Object value) {
        if (value != null) {
            throw new IllegalArgumentException(option + " needs a schedule: --cron or --every");
        }
    }

    private Schedule form() {
        if (deed.every == null) {
            requireOnlyWith("--every", "--offset", offset);
            return cron.schedule(String.valueOf(deed.cron));
        }
        cron.given().ifPresent(option -> requireOnlyWith("--cron", option, true));
        var interval = Schedule.every(deed.every);
        return offset == null ? interval : interval.withOffset(offset);
    }

    private static void requireOnlyWith(String needed, String option, @Nullable Object value) {
        if (value != null) {
            throw new IllegalArgumentException(option + " goes only with " + needed);
        }
    }

    private Schedule bounded(Schedule unbounded) {
        var bounded = unbounded;
        if (limit != null) {
            bounded = bounded.withLimit(limit);
        }
        if (start != null) {
            bounded = bounded.withStart(start);
        }
        return end == null ? bounded : bounded.withEnd(end);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) {
        if (schedule != null) {
            return upsert(queue, schedule, output);
        }
        if (deed.remove) {
            return remove(queue, output);
        }
        if (deed.runNow) {
            var job = queue.runNow(id);
            output.result(
                    Json.object().put("queue", queue.name()).put("key", id).put("id", job.id()),
                    () -> "Added job " + job.id() + " from scheduler " + id + " to queue " + queue.name());
            return ExitCode.DONE;
        }
        return deed.repair ? repair(queue, output) : show(queue, output);
    }

    private int upsert(Queue<JsonText> queue, Schedule wanted, Output output) {
        var how = immediately ? SchedulerOptions.immediately() : SchedulerOptions.defaults();
        var job = queue.upsertJobScheduler(id, wanted, template, how);
        if (job.isEmpty()) {
            throw new SchedulerException(queue.name(), id, "the schedule has no run any more; nothing was changed");
        }
        return show(queue, output);
    }

    private int remove(Queue<JsonText> queue, Output output) {
        if (!queue.removeJobScheduler(id)) {
            throw new SchedulerException(queue.name(), id, "there is no such scheduler");
        }
        output.result(
                Json.object().put("queue", queue.name()).put("key", id).put("removed", 1),
                () -> "Removed job scheduler " + id + " from queue " + queue.name());
        return ExitCode.DONE;
    }

    private int repair(Queue<JsonText> queue, Output output) {
        var job = queue.repairJobScheduler(id);
        output.result(
                Json.object()
                        .put("queue", queue.name())
                        .put("key", id)
                        .put("id", job.map(made -> made.id()).orElse(null)),
                () -> job.map(made -> "Job scheduler " + id + " runs next with job " + made.id())
                        .orElse("No run was to be made for job scheduler " + id));
        return ExitCode.DONE;
    }

    private int show(Queue<JsonText> queue, Output output) {
        var scheduler = queue.getJobScheduler(id)
                .orElseThrow(() -> new SchedulerException(queue.name(), id, "there is no such scheduler"));
        var runs = queue.preview(id, SHOWN_RUNS);
        var document = SchedulerView.document(scheduler);
        var list = document.putArray("upcoming");
        runs.forEach(run -> list.add(run.toEpochMilli()));
        output.result(document, () -> text(scheduler, runs));
        return ExitCode.DONE;
    }

    private String text(JobScheduler<JsonText> scheduler, List<Instant> runs) {
        var text = new StringBuilder("Job scheduler ")
                .append(id)
                .append(" (")
                .append(Text.oneLine(scheduler.name()))
                .append("): ")
                .append(SchedulerView.schedule(scheduler));
        if (runs.isEmpty()) {
            return text.append("\nNo further runs.").toString();
        }
        runs.forEach(run -> text.append('\n').append(JobView.time(run)));
        return text.toString();
    }
}
