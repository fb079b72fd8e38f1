package io.taurine.server.redis;

import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.LiveSettings;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The schedules that definitions have of their own, under the keys of the definitions. What is stored is made to be what the
 * definitions say; one that was disabled stays so, also when its definition goes and comes back.
 */
final class OwnSchedules {

    private final Definitions definitions;
    private final LiveSettings settings;
    private final Engine engine;
    private final RedisJobScheduler scheduler;

    OwnSchedules(Definitions definitions, LiveSettings settings, Engine engine, RedisJobScheduler scheduler) {
        this.definitions = definitions;
        this.settings = settings;
        this.engine = engine;
        this.scheduler = scheduler;
    }

    void reconcile() {
        definitions.keys().forEach(this::reconcile);
    }

    void reconcile(String key) {
        var stored = engine.schedules().get(key).map(ScheduleRecord::parse);
        var wanted = definitions.newest(key).map(settings::effective).flatMap(OwnSchedules::wanted);
        if (wanted.isPresent()) {
            var asStored = new ScheduleRecord(wanted.get(), true, true, 0).asStored();
            if (stored.filter(ScheduleRecord::system).isEmpty()
                    || !stored.get().request().equals(asStored.request())
                    || scheduler.addsOtherwise(key, key)) {
                scheduler.scheduleSystem(wanted.get());
            }
        } else if (stored.filter(ScheduleRecord::system).isPresent()) {
            if (!stored.get().enabled() && definitions.newest(key).isEmpty()) {
                engine.retired().put(key, "disabled");
            }
            scheduler.cancelSystem(key);
        }
    }

    private static Optional<ScheduleRequest> wanted(Definition<?> newest) {
        return newest.schedule()
                .map(schedule -> new ScheduleRequest(
                        newest.key(),
                        newest.key(),
                        OptionalInt.empty(),
                        schedule,
                        newest.scheduledParams().orElse(NullNode.getInstance()),
                        newest.overlap(),
                        MissedRuns.SKIP));
    }
}
