package io.taurine.queue.listing;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks at many job schedulers of a queue at once, a few hundred with one call of a script. Every call throws
 * {@link io.taurine.queue.connection.RedisUnavailableException} while Redis does not answer. Needs no closing. Safe to share
 * between threads.
 */
public final class SchedulerListing {

    /** Most schedulers in a page. */
    public static final int MAX_PAGE = 1_000;

    /** About a millisecond of Redis. */
    private static final int AT_ONCE = 250;

    private final LettuceConnection redis;
    private final QueueKeys keys;

    private SchedulerListing(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /** Asks nothing of Redis yet. The connection stays the caller's. */
    public static SchedulerListing of(String queue, RedisConnection connection, String prefix) {
        return new SchedulerListing(LettuceConnection.of(connection), QueueKeys.of(prefix, queue));
    }

    /** By id, in the order of the ids; those that there are not are missing. */
    public Map<String, SchedulerStanding> look(Collection<String> ids) {
        return Await.result(lookAsync(ids));
    }

    public CompletionStage<Map<String, SchedulerStanding>> lookAsync(Collection<String> ids) {
        var all = List.copyOf(ids);
        var replies = new ArrayList<CompletableFuture<List<String>>>();
        for (var from = 0; from < all.size(); from += AT_ONCE) {
            var arguments = new ArrayList<String>();
            arguments.add(keys.base());
            arguments.addAll(all.subList(from, Math.min(from + AT_ONCE, all.size())));
            replies.add(redis.run(Scripts.LOOK_AT_SCHEDULERS, keys, arguments.toArray(String[]::new))
                    .thenApply(Replies::texts));
        }
        return Await.unwrapped(CompletableFuture.allOf(replies.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> standings(
                        all,
                        replies.stream().flatMap(reply -> reply.join().stream()).toList())));
    }

    private static Map<String, SchedulerStanding> standings(List<String> ids, List<String> told) {
        var standings = new LinkedHashMap<String, SchedulerStanding>();
        for (var i = 0; i < ids.size(); i++) {
            var slot = told.get(i * 3);
            if (!slot.isEmpty()) {
                standings.put(
                        ids.get(i),
                        new SchedulerStanding(
                                ids.get(i),
                                Instant.ofEpochMilli((long) Double.parseDouble(slot)),
                                Long.parseLong(told.get(i * 3 + 1)),
                                told.get(i * 3 + 2).equals("1")));
            }
        }
        return standings;
    }

    /**
     * A page of all there are, the latest slot first. One that makes a run while pages are read may be listed twice or not at
     * all; each other one that stays is listed once.
     *
     * @param place empty for the first page, else as the page before gave it
     * @param count 1 to {@value #MAX_PAGE}
     * @throws IllegalArgumentException if the place is none of this list's
     */
    public SchedulerPage page(String place, int count) {
        if (count < 1 || count > MAX_PAGE) {
            throw new IllegalArgumentException("count must be 1 to " + MAX_PAGE + ", was " + count);
        }
        var from = SetPlace.parse(place);
        var size = Integer.toString(count);
        var reply = Replies.texts(Await.result(redis.run(
                Scripts.PAGE_OF_SET, keys, keys.base(), "repeat", "", "", from.score(), from.id(), size, size)));
        var ids = new ArrayList<String>();
        for (var i = 3; i < reply.size(); i += 2) {
            ids.add(reply.get(i));
        }
        var isLast = reply.get(0).equals("1");
        return new SchedulerPage(
                List.copyOf(look(ids).values()), isLast ? "" : new SetPlace(reply.get(1), reply.get(2)).toString());
    }
}
