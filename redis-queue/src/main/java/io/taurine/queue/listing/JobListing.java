package io.taurine.queue.listing;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import io.taurine.queue.listing.JobPage.Item;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Pages through the jobs of a queue and counts them by where they are and how they ended. No call looks at more than a few
 * thousand entries. Every call throws {@link io.taurine.queue.connection.RedisUnavailableException} while Redis does not answer.
 * Needs no closing. Safe to share between threads.
 *
 * <p>Pages follow each other from place to place, while jobs come and go:
 *
 * <ul>
 *   <li>Of what is ordered by a score (all but those in line and active) each job that stays is listed once, whatever others do.
 *       One that comes while pages are read is listed if it comes behind the place.
 *   <li>Those in line and active have no order but their places. Pages follow each other behind the last jobs seen that are
 *       still there; then each job that stays is listed once, too. Only when the last three are gone at once, or thousands of
 *       jobs came in between, does a page begin at the place where they were: then jobs may be listed twice, and as many be left
 *       out as newer ones than they left in between.
 * </ul>
 */
public final class JobListing {

    /** Most jobs in a page. */
    public static final int MAX_PAGE = 1_000;

    /** Most entries that are looked at for a page of which some are left out. */
    private static final int MOST_LOOKED_AT = 4_000;

    /** Most entries of an index that a count looks at. */
    private static final int MOST_MENDED = 1_000;

    private static final List<JobList> COUNTED = List.of(
            JobList.WAITING,
            JobList.ASIDE,
            JobList.PRIORITIZED,
            JobList.WAITING_CHILDREN,
            JobList.DELAYED,
            JobList.ACTIVE,
            JobList.CANCELLING,
            JobList.COMPLETED,
            JobList.SKIPPED,
            JobList.FAILED,
            JobList.CANCELLED,
            JobList.TIMED_OUT);

    private final LettuceConnection redis;
    private final QueueKeys keys;

    private JobListing(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /** Asks nothing of Redis yet. The connection stays the caller's. */
    public static JobListing of(String queue, RedisConnection connection, String prefix) {
        return new JobListing(LettuceConnection.of(connection), QueueKeys.of(prefix, queue));
    }

    /**
     * How many jobs there are of each kind, counted in one step.
     *
     * <p>What clients of this library do is counted exactly at once. When others take jobs away that were cancelled, timed out or
     * skipped, or a policy of how many to keep does, that is found with the next call, or with the next few where there are more
     * than a thousand of a kind; until then they count as they did, instead of with the completed or failed ones.
     */
    public Map<JobList, Long> counts() {
        return Await.result(redis.run(Scripts.COUNT_BY_STATUS, keys, keys.base(), "", Integer.toString(MOST_MENDED))
                .thenApply(reply -> counts(Replies.list(reply))));
    }

    private static Map<JobList, Long> counts(List<?> reply) {
        var counts = new EnumMap<JobList, Long>(JobList.class);
        for (var i = 0; i < COUNTED.size(); i++) {
            counts.put(COUNTED.get(i), Replies.number(reply.get(i)));
        }
        return counts;
    }

    /**
     * A page. It may have fewer jobs than asked for, even none, where many had to be left out; it is the last one only when it has
     * no next.
     *
     * @param list any but {@link JobList#CANCELLING}
     * @param place empty for the first page, else as a page of the same list gave it
     * @param count 1 to {@value #MAX_PAGE}
     * @throws IllegalArgumentException if the place is none of this list's
     */
    public JobPage page(JobList list, String place, int count) {
        return Await.result(pageAsync(list, place, count));
    }

    public CompletionStage<JobPage> pageAsync(JobList list, String place, int count) {
        if (list == JobList.CANCELLING) {
            throw new IllegalArgumentException("list must not be CANCELLING; those are among the active ones");
        }
        if (count < 1 || count > MAX_PAGE) {
            throw new IllegalArgumentException("count must be 1 to " + MAX_PAGE + ", was " + count);
        }
        return Await.unwrapped(
                list.isLine()
                        ? pageOfLine(list, LinePlace.parse(place), count)
                        : pageOfSet(list, SetPlace.parse(place), count));
    }

    private CompletableFuture<JobPage> pageOfSet(JobList list, SetPlace from, int count) {
        return redis.run(
                        Scripts.PAGE_OF_SET,
                        keys,
                        keys.base(),
                        list.key(),
                        list.within(),
                        list.except(),
                        from.score(),
                        from.id(),
                        Integer.toString(count),
                        Integer.toString(
                                list.within().isEmpty() && list.except().isEmpty() ? count : MOST_LOOKED_AT))
                .thenApply(reply -> pageOfSet(Replies.texts(reply)));
    }

    private static JobPage pageOfSet(List<String> reply) {
        var items = new ArrayList<Item>();
        for (var i = 3; i + 1 < reply.size(); i += 2) {
            var behind = new SetPlace(reply.get(i + 1), reply.get(i));
            items.add(new Item(reply.get(i), Double.parseDouble(reply.get(i + 1)), behind.toString()));
        }
        var isLast = reply.get(0).equals("1");
        return new JobPage(items, isLast ? "" : new SetPlace(reply.get(1), reply.get(2)).toString());
    }

    private CompletableFuture<JobPage> pageOfLine(JobList list, LinePlace from, int count) {
        var arguments = new ArrayList<>(List.of(
                keys.base(),
                list.key(),
                Long.toString(from.place()),
                Integer.toString(count),
                Integer.toString(from.seen().size())));
        arguments.addAll(from.seen());
        return redis.run(Scripts.PAGE_OF_LINE, keys, arguments.toArray(String[]::new))
                .thenApply(reply -> pageOfLine(from, Replies.texts(reply)));
    }

    private static JobPage pageOfLine(LinePlace from, List<String> reply) {
        var start = Long.parseLong(reply.get(1));
        var items = new ArrayList<Item>();
        var behind = from;
        for (var i = 3; i + 1 < reply.size(); i += 2) {
            behind = behind.after(reply.get(i), start + Long.parseLong(reply.get(i + 1)));
            items.add(new Item(reply.get(i), 0, behind.toString()));
        }
        var isLast = reply.get(0).equals("1");
        return new JobPage(
                items,
                isLast ? "" : behind.at(start + Long.parseLong(reply.get(2))).toString());
    }
}
