package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Overlap;
import io.taurine.server.definition.ScheduleJson;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobScheduler;
import io.taurine.server.runner.NoSuchScheduleException;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import io.taurine.server.runner.ScheduleView;
import io.taurine.server.runner.internal.ParamsReader;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Answers {@code /schedules}. */
final class ScheduleCalls {

    private static final int DEFAULT_COUNT = 10;

    private final JobRunner runner;
    private final InstantSource clock;

    /** Held from the look at what is there to the change of it; another server may still come between. */
    private final ReentrantLock editing = new ReentrantLock();

    ScheduleCalls(JobRunner runner, InstantSource clock) {
        this.runner = runner;
        this.clock = clock;
    }

    void bind(Bindings bindings) {
        bindings.on("createSchedule", call -> edit(() -> create(call)))
                .on("listSchedules", this::list)
                .on("previewSchedule", this::preview)
                .on("getSchedule", call -> reply(find(call)))
                .on("changeSchedule", call -> edit(() -> change(call)))
                .on("deleteSchedule", call -> edit(() -> delete(call)))
                .on("enableSchedule", call -> turn(call, true))
                .on("disableSchedule", call -> turn(call, false))
                .on("runSchedule", this::run)
                .on(
                        "previewRuns",
                        call -> runs(scheduler().preview(find(call).request().id(), call.number("count"))));
    }

    private JobScheduler scheduler() {
        return runner.scheduler();
    }

    private Reply edit(Supplier<Reply> change) {
        editing.lock();
        try {
            return change.get();
        } finally {
            editing.unlock();
        }
    }

    private ScheduleView find(Call call) {
        var id = call.text("scheduleId");
        return scheduler().find(id).orElseThrow(() -> new NoSuchScheduleException("There is no schedule " + id + "."));
    }

    private static Reply reply(ScheduleView view) {
        return Reply.ok(ScheduleViewJson.of(view)).with("ETag", ScheduleViewJson.etag(view));
    }

    private Reply list(Call call) {
        var page = Pages.from(() -> scheduler().list(call.cursor(), call.limit()));
        return Reply.ok(Pages.json(page, view -> ScheduleViewJson.item(view, call.texts("fields"))));
    }

    private Reply create(Call call) {
        var request = request(call.body().get("id").textValue(), call.body());
        if (scheduler().find(request.id()).isPresent()) {
            throw new ApiProblem(
                    409, "schedule_exists", "There is a schedule " + request.id() + "; change it with PUT.");
        }
        if (call.isDryRun()) {
            check(request);
            return Reply.dryRun(call, "A schedule " + request.id() + " would be created.");
        }
        var view = put(request);
        return Reply.created(ScheduleViewJson.of(view), "/schedules/" + request.id())
                .with("ETag", ScheduleViewJson.etag(view));
    }

    /** What the runner cannot hold is told at the schedule. */
    private ScheduleView put(ScheduleRequest request) {
        try {
            return scheduler().schedule(request);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("body", "/schedule", String.valueOf(e.getMessage()));
        }
    }

    private Reply change(Call call) {
        var before = editable(call, "changed");
        var request = request(before.request().id(), call.body());
        if (call.isDryRun()) {
            check(request);
            return Reply.dryRun(call, "The schedule " + request.id() + " would be changed.");
        }
        return reply(put(request));
    }

    private Reply delete(Call call) {
        var id = editable(call, "deleted").request().id();
        if (call.isDryRun()) {
            return Reply.dryRun(call, "The schedule " + id + " would be removed.");
        }
        scheduler().cancel(id);
        return Reply.gone();
    }

    private ScheduleView editable(Call call, String done) {
        var view = find(call);
        if (view.isSystem()) {
            throw new ApiProblem(
                    409,
                    "system_schedule",
                    "The schedule " + view.request().id() + " stands in the configuration and can only be " + done
                            + " there.");
        }
        ETags.require(call.ifMatch(), ScheduleViewJson.etag(view));
        return view;
    }

    private Reply turn(Call call, boolean on) {
        var id = find(call).request().id();
        if (call.isDryRun()) {
            return Reply.dryRun(call, "The schedule " + id + " would be " + (on ? "enabled." : "disabled."));
        }
        return reply(on ? scheduler().enable(id) : scheduler().disable(id));
    }

    private Reply run(Call call) {
        var view = find(call);
        if (call.isDryRun()) {
            return Reply.dryRun(call, "A job of " + view.request().definitionKey() + " would be started.");
        }
        return JobStarter.answer(scheduler().runNow(view.request().id()));
    }

    private Reply preview(Call call) {
        var schedule = schedule(call.body().get("schedule"));
        var count = call.body().path("count").asInt(DEFAULT_COUNT);
        return runs(schedule.next(clock.instant(), count));
    }

    private static Reply runs(List<Instant> runs) {
        var json = Json.object();
        var list = json.putArray("runs");
        runs.forEach(run -> list.add(run.toString()));
        return Reply.ok(json);
    }

    private void check(ScheduleRequest request) {
        var definition = VersionChoice.choose(runner.definitions(), request.definitionKey(), request.version());
        ParamsReader.check(definition, request.params());
    }

    private ScheduleRequest request(String id, JsonNode body) {
        var version = body.get("definitionVersion");
        var schedule = schedule(body.get("schedule"));
        if (schedule.nextAfter(clock.instant()).isEmpty()) {
            throw ApiProblem.invalid("body", "/schedule", "has no run to come");
        }
        return new ScheduleRequest(
                id,
                body.get("definitionKey").textValue(),
                version == null ? OptionalInt.empty() : OptionalInt.of(version.intValue()),
                schedule,
                body.has("params") ? body.get("params") : NullNode.getInstance(),
                Overlap.valueOf(constant(body.path("overlap").asText("allow"))),
                MissedRuns.valueOf(constant(body.path("missedRuns").asText("skip"))));
    }

    private static Schedule schedule(JsonNode json) {
        try {
            return ScheduleJson.read(json);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("body", "/schedule", String.valueOf(e.getMessage()));
        }
    }

    private static String constant(String wireName) {
        return wireName.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
