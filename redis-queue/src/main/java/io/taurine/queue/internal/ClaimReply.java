package io.taurine.queue.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a claim brought.
 *
 * @param jobs the jobs, locked
 * @param limitedMillis how long the rate limit lasts, 0 when there is none
 * @param nextDueMillis when the first delayed job is due by Redis's clock, 0 when none is or there was enough to do; -1 when
 *     the queue was paused or at its concurrency limit, and may have jobs all the same
 * @param nowMillis Redis's clock at the claim, 0 when nothing was asked
 * @param dropped ids that stood in line without a job behind them
 */
public record ClaimReply(
        List<ClaimedHash> jobs, long limitedMillis, long nextDueMillis, long nowMillis, List<String> dropped) {

    public static final ClaimReply NOTHING_ASKED = new ClaimReply(List.of(), 0, 0, 0, List.of());

    /** A claimed job: its id and fields, those that the claim itself wrote included. */
    public record ClaimedHash(String id, Map<String, String> fields) {}

    static ClaimReply parse(List<?> reply, String workerName) {
        if (reply.isEmpty()) {
            return NOTHING_ASKED;
        }
        var now = Replies.number(reply.get(2));
        var processedOn = Long.toString(now);
        var jobs = new ArrayList<ClaimedHash>((reply.size() - 4) / 2);
        for (int i = 4; i + 1 < reply.size(); i += 2) {
            var fields = new FlatFields.Builder(Replies.list(reply.get(i + 1)), 3);
            fields.put("ats", increment(fields.get("ats"))).put("processedOn", processedOn);
            if (!workerName.isEmpty()) {
                fields.put("pb", workerName);
            }
            jobs.add(new ClaimedHash(String.valueOf(reply.get(i)), fields.build()));
        }
        return new ClaimReply(
                jobs, Replies.number(reply.get(0)), Replies.number(reply.get(1)), now, Replies.texts(reply.get(3)));
    }

    private static String increment(@Nullable String starts) {
        try {
            return starts == null ? "1" : Long.toString(Long.parseLong(starts) + 1);
        } catch (NumberFormatException e) {
            return "1";
        }
    }
}
