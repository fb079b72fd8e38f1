package io.taurine.queue.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Looks whether the list of job schedulers names those of which something is stored. */
final class RecordExaminer implements Examiner {

    private final PacedRedis redis;

    RecordExaminer(PacedRedis redis) {
        this.redis = redis;
    }

    @Override
    public List<Suspicion> look(Collection<String> schedulerIds) {
        var suspicions = new ArrayList<Suspicion>();
        for (var id : schedulerIds) {
            var record = redis.keys().schedulerRecord(id);
            // First the record: one that is removed meanwhile is gone from the list, one that is made stays there.
            if (redis.command(commands -> commands.type(record)).equals("hash")
                    && redis.command(commands -> commands.hexists(record, "ic"))
                    && redis.command(commands -> commands.zscore(redis.keys().key("repeat"), id)) == null
                    && redis.command(commands -> commands.hexists(record, "ic"))) {
                suspicions.add(new Suspicion(
                        Finding.of(
                                FindingKind.RECORD_WITHOUT_SCHEDULER,
                                id,
                                "its definition is stored, but the list of job schedulers lacks it"),
                        id));
            }
        }
        return suspicions;
    }
}
