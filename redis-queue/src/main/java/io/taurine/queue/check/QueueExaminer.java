package io.taurine.queue.check;

import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.script.LuaScript;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Looks at what a queue has only one of: its settings, counters and markers. */
final class QueueExaminer implements Examiner {

    /** What keys of each name hold. */
    private static final List<String> TYPES = List.of(
            "hash", "list", "list", "list", "zset", "zset", "zset", "zset", "zset", "zset", "zset", "set", "stream",
            "string", "string", "string", "string");

    private static final LuaScript SCRIPT = Scripts.EXAMINE_QUEUE;

    private final PacedRedis redis;

    QueueExaminer(PacedRedis redis) {
        this.redis = redis;
    }

    @Override
    public List<Suspicion> look(Collection<String> ignored) {
        var told = Replies.texts(redis.run(SCRIPT, List.of(), List.of()));
        var suspicions = new ArrayList<Suspicion>();
        if (told.size() == 1) {
            judgeTypes(List.of(told.get(0).split(",")), suspicions);
            return suspicions;
        }
        judgeSettings(told.get(1), told.get(2), told.get(3), told.get(4), suspicions);
        var isPaused = !told.get(1).isEmpty();
        var aside = Long.parseLong(told.get(6));
        if (aside > 0 && !isPaused) {
            add(
                    suspicions,
                    FindingKind.JOBS_PUT_ASIDE,
                    "paused",
                    aside + " jobs are put aside, but the queue is not paused");
        }
        var isMaxed = isNumber(told.get(2)) && Double.parseDouble(told.get(7)) >= Double.parseDouble(told.get(2));
        var next = told.get(8);
        var isLimited = !told.get(10).equals("-2");
        if (!next.isEmpty() && told.get(9).isEmpty() && !isPaused && !isMaxed && !isLimited) {
            suspicions.add(new Suspicion(
                    Finding.of(
                            FindingKind.MARKER_MISSING,
                            "marker",
                            "job " + next + " is next and may start, but nothing wakes a sleeping worker"),
                    next));
        }
        if (told.get(10).equals("-1")) {
            add(suspicions, FindingKind.LIMITER_WITHOUT_END, "limiter", "the count of started jobs never ends");
        }
        if (told.get(11).equals("-1")) {
            add(
                    suspicions,
                    FindingKind.STALLED_CHECK_WITHOUT_END,
                    "stalled-check",
                    "nobody will check for silent workers");
        }
        return suspicions;
    }

    private static void judgeTypes(List<String> found, List<Suspicion> suspicions) {
        for (int i = 0; i < TYPES.size(); i++) {
            if (!found.get(i).equals("none") && !found.get(i).equals(TYPES.get(i))) {
                add(
                        suspicions,
                        FindingKind.KEY_OF_WRONG_TYPE,
                        SCRIPT.keyNames().get(i),
                        "it should be a " + TYPES.get(i) + " and is a " + found.get(i));
            }
        }
    }

    private static void judgeSettings(
            String paused, String concurrency, String max, String duration, List<Suspicion> suspicions) {
        if (!paused.isEmpty() && !paused.equals("1")) {
            add(
                    suspicions,
                    FindingKind.SETTING_UNUSABLE,
                    "meta",
                    "paused is " + paused + ": workers take that for paused, others do not");
        }
        if (!concurrency.isEmpty() && !(isNumber(concurrency) && Double.parseDouble(concurrency) >= 1)) {
            add(
                    suspicions,
                    FindingKind.SETTING_UNUSABLE,
                    "meta",
                    "concurrency is " + concurrency + ", must be 1 or more");
        }
        if (!max.isEmpty() && !(isNumber(max) && Double.parseDouble(max) >= 1)) {
            add(suspicions, FindingKind.SETTING_UNUSABLE, "meta", "max is " + max + ", must be 1 or more");
        } else if (!max.isEmpty() && !(isNumber(duration) && Double.parseDouble(duration) >= 1)) {
            add(
                    suspicions,
                    FindingKind.SETTING_UNUSABLE,
                    "meta",
                    "max is " + max + " without a duration: BullMQ's workers break off a claim half way");
        }
    }

    private static boolean isNumber(String text) {
        try {
            return !text.isEmpty() && Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void add(List<Suspicion> suspicions, FindingKind kind, String id, String seen) {
        suspicions.add(new Suspicion(Finding.of(kind, id, seen), seen));
    }
}
