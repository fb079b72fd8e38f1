package io.taurine.queue.check;

import io.taurine.queue.internal.Replies;
import java.util.ArrayList;
import java.util.List;

/**
 * A job as it was at one moment; what is absent is empty. See examineJobs.lua.
 *
 * @param now when that was, in ms by Redis's clock
 * @param lastId the counter of ids
 * @param priorityCounter the counter of prioritized jobs
 * @param isAttended whether somebody checks for silent workers
 * @param type of the value of its key
 * @param places the storage names of the states that list it, more than once if they list it so
 * @param isLineUnseen whether it may be in line, too
 * @param lockMillis how long its lock lasts, -1 for ever, -2 when there is none
 */
record JobReport(
        long now,
        String lastId,
        String priorityCounter,
        boolean isAttended,
        String id,
        String type,
        List<String> places,
        boolean isLineUnseen,
        long lockMillis,
        String delayedScore,
        String prioritizedScore,
        String childrenLeft,
        boolean isUnknownToParent,
        String leftovers,
        boolean hasData,
        boolean hasResult,
        boolean hasReason,
        String name,
        String opts,
        String timestamp,
        String delay,
        String priority,
        String parentKey,
        String schedulerId,
        String processedOn,
        String finishedOn,
        String attempts) {

    /** Reports on the first of the jobs that were asked for. */
    static List<JobReport> read(Object reply) {
        var all = Replies.list(reply);
        var reports = new ArrayList<JobReport>();
        for (int i = 4; i < all.size(); i++) {
            reports.add(read(Replies.texts(all.subList(0, 4)), Replies.texts(all.get(i))));
        }
        return reports;
    }

    private static JobReport read(List<String> queue, List<String> told) {
        return new JobReport(
                Long.parseLong(queue.get(0)),
                queue.get(1),
                queue.get(2),
                !queue.get(3).isEmpty(),
                told.get(0),
                told.get(1),
                told.get(2).isEmpty() ? List.of() : List.of(told.get(2).split(",")),
                !told.get(3).isEmpty(),
                Long.parseLong(told.get(4)),
                told.get(5),
                told.get(6),
                told.get(7),
                !told.get(8).isEmpty(),
                told.get(9),
                !told.get(10).isEmpty(),
                !told.get(11).isEmpty(),
                !told.get(12).isEmpty(),
                told.get(13),
                told.get(14),
                told.get(15),
                told.get(16),
                told.get(17),
                told.get(18),
                told.get(19),
                told.get(21),
                told.get(22),
                String.join(" ", told.subList(23, 26)));
    }

    boolean isStored() {
        return !type.equals("none");
    }

    /** Whether a job and not something else is stored under its key: a record of a scheduler has no timestamp. */
    boolean isJob() {
        return type.equals("hash") && !name.isEmpty() && !timestamp.isEmpty();
    }

    boolean isIn(String place) {
        return places.contains(place);
    }

    /** What somebody changes who moves it. */
    String trace() {
        return String.join(" ", timestamp, processedOn, finishedOn, attempts, String.join(",", places));
    }

    /** As include/jobTrace.lua tells it. */
    String moves() {
        return String.join(" ", timestamp, processedOn, attempts);
    }

    /** The same when the rest of the line has been seen. */
    JobReport withLine(int times) {
        var all = new ArrayList<>(places);
        for (int i = (int) places.stream().filter("wait"::equals).count(); i < times; i++) {
            all.add("wait");
        }
        return new JobReport(
                now,
                lastId,
                priorityCounter,
                isAttended,
                id,
                type,
                List.copyOf(all),
                false,
                lockMillis,
                delayedScore,
                prioritizedScore,
                childrenLeft,
                isUnknownToParent,
                leftovers,
                hasData,
                hasResult,
                hasReason,
                name,
                opts,
                timestamp,
                delay,
                priority,
                parentKey,
                schedulerId,
                processedOn,
                finishedOn,
                attempts);
    }
}
