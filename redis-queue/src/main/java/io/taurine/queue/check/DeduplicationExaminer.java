package io.taurine.queue.check;

import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Looks at deduplication ids and at the jobs that own them. */
final class DeduplicationExaminer implements Examiner {

    private static final int IDS_PER_CALL = 100;

    private final PacedRedis redis;

    DeduplicationExaminer(PacedRedis redis) {
        this.redis = redis;
    }

    @Override
    public List<Suspicion> look(Collection<String> ids) {
        var suspicions = new ArrayList<Suspicion>();
        var all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += IDS_PER_CALL) {
            var batch = all.subList(from, Math.min(all.size(), from + IDS_PER_CALL));
            var reply = redis.run(
                    Scripts.EXAMINE_DEDUPLICATION, List.of(redis.keys().base()), batch);
            for (var told : Replies.list(reply)) {
                suspicions.addAll(judge(Replies.texts(told)));
            }
        }
        return suspicions;
    }

    private static List<Suspicion> judge(List<String> told) {
        var id = told.get(0);
        var owner = told.get(1);
        var isHeldUntilEnd = told.get(2).equals("-1");
        var isStored = !told.get(3).isEmpty();
        var hasEnded = !told.get(4).isEmpty();
        if (!isHeldUntilEnd || (isStored && !hasEnded)) {
            return List.of();
        }
        var seen = "its owner is job " + owner + ", which " + (isStored ? "has ended" : "is gone")
                + (told.get(5).isEmpty() ? "" : "; a job is kept for then");
        return List.of(new Suspicion(Finding.of(FindingKind.DEDUPLICATION_HELD, id, seen), seen));
    }
}
