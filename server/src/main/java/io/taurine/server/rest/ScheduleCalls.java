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
import io.taurine.server.runner.SystemScheduleException;
import io.taurine.server.runner.internal.ParamsReader;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Answers {@code /schedules}. */
final class ScheduleCalls {

    private static final int DEFAULT_COUNT = 10;

    private final JobRunner runner;
    private final InstantSource clock;

    ScheduleCalls(JobRunner runner, InstantSource clock) {
        this.runner = runner;
        this.clock = clock;
    }

    void bind(Bindings bindings) {
        bindings.on("createSchedule", this::create)
                .on("listSchedules", this::list)
                .on("previewSchedule", this::preview)
                .on("getSchedule", call -> reply(find(call)))
                .on("changeSchedule", this::change)
                .on("deleteSchedule", this::delete)
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

    private ScheduleView find(Call call) {
        return scheduler().find(call.text("scheduleId")).orElseThrow(() -> notThere(call));
    }

    private static NoSuchScheduleException notThere(Call call) {
        return new NoSuchScheduleException("There is no schedule " + call.text("scheduleId") + ".");
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
        if (call.isDryRun()) {
            requireNew(request, scheduler().find(request.id()));
            check(request);
            return Reply.dryRun(call, "A schedule " + request.id() + " would be created.");
        }
        var view = put(request, there -> requireNew(request, there));
        return Reply.created(ScheduleViewJson.of(view), "/schedules/" + request.id())
                .with("ETag", ScheduleViewJson.etag(view));
    }

    private static void requireNew(ScheduleRequest request, Optional<ScheduleView> there) {
        if (there.isPresent()) {
            throw new ApiProblem(
                    409, "schedule_exists", "There is a schedule " + request.id() + "; change it with PUT.");
        }
    }

    /** What the runner cannot hold is told at the schedule. */
    private ScheduleView put(ScheduleRequest request, Consumer<Optional<ScheduleView>> check) {
        try {
            return scheduler().schedule(request, check);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("body", "/schedule", String.valueOf(e.getMessage()));
        }
    }

    private Reply change(Call call) {
        var request = request(find(call).request().id(), call.body());
        if (call.isDryRun()) {
            requireMeant(call, find(call));
            check(request);
            return Reply.dryRun(call, "The schedule " + request.id() + " would be changed.");
        }
        return reply(put(request, there -> requireMeant(call, there.orElseThrow(() -> notThere(call)))));
    }

    private Reply delete(Call call) {
        var view = find(call);
        var id = view.request().id();
        if (call.isDryRun()) {
            requireMeant(call, view);
            return Reply.dryRun(call, "The schedule " + id + " would be removed.");
        }
        if (!scheduler().cancel(id, there -> requireMeant(call, there))) {
            throw notThere(call);
        }
        return Reply.gone();
    }

    private static void requireMeant(Call call, ScheduleView view) {
        if (view.isSystem()) {
            throw new SystemScheduleException(view.request().id());
        }
        ETags.require(call.ifMatch(), ScheduleViewJson.etag(view));
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
