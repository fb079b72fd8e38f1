package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.ScoredValue;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.queue.internal.script.Scripts;
import io.taurine.queue.listing.JobList;
import io.taurine.queue.listing.JobListing;
import io.taurine.queue.listing.JobPage;
import io.taurine.queue.listing.SchedulerListing;
import io.taurine.queue.listing.SchedulerStanding;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Lists and numbers of a queue while its jobs move. */
@RedisTest
class ListingIT {

    private static final String SKIPPED = "{\"taurine:skipped\":\"too old\"}";

    private final TestQueue keysOf;
    private final Bench bench;
    private final Queue<Object> queue;
    private final JobListing listing;

    ListingIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        queue = bench.queue;
        listing = JobListing.of(keysOf.name(), Bench.connection(), keysOf.prefix());
    }

    private long count(JobList list) {
        return listing.counts().getOrDefault(list, -1L);
    }

    /** All pages; between two of them something happens. */
    private List<String> ids(JobList list, int count, Consumer<List<String>> between) {
        var ids = new ArrayList<String>();
        var place = "";
        do {
            var page = listing.page(list, place, count);
            page.items().forEach(item -> ids.add(item.id()));
            place = page.next();
            if (!place.isEmpty()) {
                between.accept(ids);
            }
        } while (!place.isEmpty());
        return ids;
    }

    private List<String> ids(JobList list) {
        return ids(list, 2, seen -> {});
    }

    private String timedOut() {
        var id = bench.active();
        bench.settling()
                .failed(
                        id,
                        "Job " + id + " in queue " + keysOf.name() + " ran longer than its timeout of 5 ms",
                        "[]",
                        1)
                .run();
        return id;
    }

    private String skipped() {
        var id = bench.active();
        bench.settling().completed(id, SKIPPED).run();
        return id;
    }

    private String cancelled() {
        var id = bench.add();
        queue.cancel(id, "enough");
        return id;
    }

    @Nested
    class Counting {

        @Test
        void eachEndIsCountedAndListedByItself() {
            var failed = bench.failed();
            var completed = bench.completed();
            var cancelled = cancelled();
            var timedOut = timedOut();
            var skipped = skipped();
            bench.settling()
                    .completed(bench.active(), "{\"taurine:skipped\":\"no\",\"more\":1}")
                    .run();

            assertThat(ids(JobList.FAILED)).containsExactly(failed);
            assertThat(ids(JobList.COMPLETED)).hasSize(2).contains(completed);
            assertThat(ids(JobList.CANCELLED)).containsExactly(cancelled);
            assertThat(ids(JobList.TIMED_OUT)).containsExactly(timedOut);
            assertThat(ids(JobList.SKIPPED)).containsExactly(skipped);
            assertThat(listing.counts())
                    .containsEntry(JobList.FAILED, 1L)
                    .containsEntry(JobList.COMPLETED, 2L)
                    .containsEntry(JobList.CANCELLED, 1L)
                    .containsEntry(JobList.TIMED_OUT, 1L)
                    .containsEntry(JobList.SKIPPED, 1L)
                    .containsEntry(JobList.ACTIVE, 0L);
            assertThat(queue.getJobCounts().of(JobState.FAILED)).isEqualTo(3);
            assertThat(queue.getJobCounts().of(JobState.COMPLETED)).isEqualTo(3);
        }

        @Test
        void oneThatIsToldToEndCountsSoUntilItHasEnded() {
            var id = bench.active();
            var other = bench.active();

            queue.cancel(id, "enough");
            assertThat(count(JobList.CANCELLING)).isEqualTo(1);
            assertThat(count(JobList.ACTIVE)).isEqualTo(2);
            bench.settling().failed(id, "enough", "[]", 1).completed(other, "1").run();

            assertThat(count(JobList.CANCELLING)).isZero();
            assertThat(count(JobList.CANCELLED)).isEqualTo(1);
            assertThat(bench.set("taurine:cancelling")).isEmpty();
        }

        @Test
        void oneThatCompletesAllTheSameWasNotCancelled() {
            var id = bench.active();
            queue.cancel(id, "enough");

            bench.settling().completed(id, "1").run();

            assertThat(bench.set("taurine:cancelling")).isEmpty();
            assertThat(listing.counts())
                    .containsEntry(JobList.CANCELLING, 0L)
                    .containsEntry(JobList.CANCELLED, 0L)
                    .containsEntry(JobList.COMPLETED, 1L);
        }

        @Test
        void aWorkerThatKnowsNothingOfThisMayFailACancelledJob() {
            var id = bench.active();
            queue.cancel(id, "enough");
            keysOf.redis().lrem(bench.key("active"), 0, id);
            keysOf.redis().zadd(bench.key("failed"), Bench.NOW, id);

            assertThat(count(JobList.CANCELLED)).isEqualTo(1);
            assertThat(count(JobList.FAILED)).isZero();
            assertThat(ids(JobList.CANCELLED)).containsExactly(id);
        }

        @Test
        void oneThatIsRunAgainOrRemovedNoLongerCounts() {
            var again = List.of(cancelled(), timedOut());
            var skipped = skipped();
            var removed = List.of(cancelled(), timedOut(), skipped());

            again.forEach(id -> queue.retry(id, RetryOptions.failed()));
            queue.retry(skipped, RetryOptions.completed());
            removed.forEach(queue::remove);

            for (var index : List.of("cancelled", "timed-out", "skipped")) {
                assertThat(bench.set("taurine:" + index)).as(index).isEmpty();
            }
            assertThat(count(JobList.WAITING)).isEqualTo(3);
        }

        @Test
        void whatOthersTakeAwayIsFoundWithTheNextCount() {
            var retried = cancelled();
            var kept = List.of(cancelled(), timedOut(), skipped());
            var gone = List.of(cancelled(), timedOut());
            var goneSkipped = skipped();
            keysOf.redis().zrem(bench.key("failed"), gone.toArray(String[]::new));
            keysOf.redis().zrem(bench.key("completed"), goneSkipped);
            // run again by a client that leaves no trace, and failed by itself
            keysOf.redis().hdel(bench.keys.job(retried), "cancelled");
            keysOf.redis().zadd(bench.key("failed"), Bench.NOW + 5, retried);

            assertThat(ids(JobList.CANCELLED)).contains(kept.get(0)).doesNotContainAnyElementsOf(gone);
            assertThat(listing.counts())
                    .containsEntry(JobList.CANCELLED, 1L)
                    .containsEntry(JobList.TIMED_OUT, 1L)
                    .containsEntry(JobList.SKIPPED, 1L)
                    .containsEntry(JobList.FAILED, 1L);
            assertThat(bench.set("taurine:cancelled")).containsExactly(kept.get(0));
        }

        @Test
        void whatAPolicyTakesAwayIsFoundToo() {
            IntStream.range(0, 5).forEach(i -> skipped());
            var last = bench.active();

            bench.settling()
                    .at(System.currentTimeMillis() + 1_000)
                    .completed(last, SKIPPED, "2")
                    .run();

            assertThat(count(JobList.SKIPPED)).isEqualTo(2);
            assertThat(count(JobList.COMPLETED)).isZero();
        }

        @Test
        void ofAVeryLargeIndexEachCountMendsAPart() {
            var ids = new ScoredValue<?>[1_500];
            for (var i = 0; i < ids.length; i++) {
                ids[i] = ScoredValue.just(i + 10, "j" + i);
            }
            fill("taurine:cancelled", ids);
            keysOf.redis().zadd(bench.key("failed"), 1, "oldest");
            keysOf.redis().zadd(bench.key("failed"), 1_509, "j1499");

            for (var now = 0; now < 4; now++) {
                bench.run(Scripts.COUNT_BY_STATUS, bench.keys.base(), Integer.toString(now), "500");
            }

            assertThat(count(JobList.CANCELLED)).isEqualTo(1);
            assertThat(count(JobList.FAILED)).isEqualTo(1);
        }

        @Test
        void aJobThatNeverEndedSoCostsNoIndex() {
            bench.completed();
            bench.failed();
            bench.active();

            assertThat(keysOf.redis().keys(bench.key("taurine:*"))).isEmpty();
        }

        @Test
        void anObliteratedQueueLeavesNothing() {
            cancelled();
            timedOut();
            skipped();
            queue.pause();

            queue.obliterate(true);

            assertThat(keysOf.redis().keys(bench.key("*"))).isEmpty();
        }
    }

    private void fill(String suffix, ScoredValue<?>... members) {
        for (var member : members) {
            keysOf.redis().zadd(bench.key(suffix), member.getScore(), String.valueOf(member.getValue()));
        }
    }

    @Nested
    class Schedulers {

        private final SchedulerListing schedulers =
                SchedulerListing.of(keysOf.name(), Bench.connection(), keysOf.prefix());

        private Instant schedule(String id, Duration until) {
            var start = Instant.now().plus(until).truncatedTo(ChronoUnit.MILLIS);
            queue.upsertJobScheduler(
                    id, Schedule.every(Duration.ofHours(1)).withStart(start), JobTemplate.of("run", Map.of()));
            return queue.getJobScheduler(id).orElseThrow().next();
        }

        @Test
        void theyAreLookedAtTogetherWithTheirRuns() {
            var first = schedule("first", Duration.ofMinutes(5));
            var second = schedule("second", Duration.ofMinutes(9));
            keysOf.redis().del(bench.keys.job("repeat:second:" + second.toEpochMilli()));

            var found = schedulers.look(List.of("second", "none", "first"));

            assertThat(found.keySet()).containsExactly("second", "first");
            assertThat(found.values())
                    .containsExactly(
                            new SchedulerStanding("second", second, 1, false),
                            new SchedulerStanding("first", first, 1, true));
            assertThat(schedulers.look(List.of())).isEmpty();
        }

        @Test
        void pagesBeginBehindAPlace() {
            for (var i = 1; i <= 5; i++) {
                schedule("s" + i, Duration.ofMinutes(i * 5L));
            }
            var first = schedulers.page("", 2);
            queue.removeJobScheduler("s4");
            queue.removeJobScheduler("s2");
            var second = schedulers.page(first.next(), 2);

            assertThat(first.items()).extracting(SchedulerStanding::id).containsExactly("s5", "s4");
            assertThat(second.items()).extracting(SchedulerStanding::id).containsExactly("s3", "s1");
            assertThat(schedulers.page(second.next(), 2).items()).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> schedulers.page("", 0));
            assertThatIllegalArgumentException().isThrownBy(() -> schedulers.page("x", 1));
        }
    }

    @Nested
    class Paging {

        @Test
        void ofASetEachThatStaysIsListedOnceWhileOthersComeAndGo() {
            IntStream.range(0, 9).forEach(i -> keysOf.redis().zadd(bench.key("failed"), i, "j" + i));

            var ids = ids(JobList.FAILED, 2, seen -> {
                keysOf.redis().zrem(bench.key("failed"), seen.toArray(String[]::new));
                keysOf.redis().zadd(bench.key("failed"), 100 + seen.size(), "new" + seen.size());
            });

            assertThat(ids).containsExactly("j8", "j7", "j6", "j5", "j4", "j3", "j2", "j1", "j0");
        }

        @Test
        void membersOfOneScoreAreOrderedByTheirBytes() {
            var names = List.of("a", "B", "ä", "aa", "10", "9", "Z", "z", "-", "b c");
            names.forEach(name -> keysOf.redis().zadd(bench.key("delayed"), 7, name));
            var inOrder = keysOf.redis().zrevrange(bench.key("delayed"), 0, -1);

            var ids = ids(
                    JobList.DELAYED, 1, seen -> keysOf.redis().zrem(bench.key("delayed"), seen.get(seen.size() - 1)));

            assertThat(ids).containsExactlyElementsOf(inOrder);
        }

        @Test
        void ofALineEachThatStaysIsListedOnceWhileOthersComeAndGo() {
            IntStream.range(0, 12).forEach(i -> bench.add());

            var ids = ids(JobList.WAITING, 3, seen -> {
                bench.add(); // at the newest end
                bench.add();
                bench.claiming().run(); // at the oldest
                queue.remove(seen.get(seen.size() - 1)); // the very last one seen
                queue.remove(seen.get(0));
            });

            assertThat(ids).doesNotHaveDuplicates().containsExactly("12", "11", "10", "9", "8", "7", "6", "5", "4");
        }

        @Test
        void whenThoseSeenAreGoneALineGoesOnWhereTheyWere() {
            IntStream.range(0, 8).forEach(i -> bench.add());

            var ids = ids(JobList.WAITING, 3, seen -> {
                keysOf.redis().lrem(bench.key("wait"), 0, "8");
                keysOf.redis().lrem(bench.key("wait"), 0, "7");
                keysOf.redis().lrem(bench.key("wait"), 0, "6");
                keysOf.redis().lpush(bench.key("wait"), "n1", "n2", "n3");
            });

            assertThat(ids.subList(0, 6)).containsExactly("8", "7", "6", "5", "4", "3");
            assertThat(ids).contains("2", "1");
        }

        @Test
        void aLineIsFoundAgainBehindThousandsOfNewJobs() {
            IntStream.range(0, 4).forEach(i -> bench.add());
            var first = listing.page(JobList.WAITING, "", 2);
            for (var i = 0; i < 5; i++) {
                keysOf.redis()
                        .lpush(
                                bench.key("wait"),
                                IntStream.range(0, 1_000).mapToObj(n -> "n" + n).toArray(String[]::new));
            }

            var second = listing.page(JobList.WAITING, first.next(), 5);

            assertThat(second.items()).extracting(JobPage.Item::id).containsExactly("2", "1");
            assertThat(second.next()).isEmpty();
        }

        @Test
        void activeJobsAndOldMarkersAreNoTrouble() {
            var id = bench.active(JobOptions.builder());
            keysOf.redis().rpush(bench.key("wait"), "0:5");
            keysOf.redis().rpush(bench.key("paused"), "aside");

            assertThat(ids(JobList.ACTIVE)).containsExactly(id);
            assertThat(ids(JobList.WAITING)).isEmpty();
            assertThat(ids(JobList.ASIDE)).containsExactly("aside");
            assertThat(listing.counts()).containsEntry(JobList.WAITING, 0L).containsEntry(JobList.ASIDE, 1L);
        }

        @Test
        void whatIsLeftOutIsLookedAtABoundedNumberAtATime() {
            for (var from = 0; from < 9_000; from += 1_000) {
                var members = IntStream.range(from, from + 1_000)
                        .mapToObj(i -> ScoredValue.just(i + 1, "j" + i))
                        .toArray(ScoredValue[]::new);
                zaddAll("failed", members);
                zaddAll("taurine:cancelled", members);
            }
            keysOf.redis().zadd(bench.key("failed"), 0, "plain");

            var first = listing.page(JobList.FAILED, "", 10);

            assertThat(first.items()).isEmpty();
            assertThat(first.next()).isNotEmpty();
            assertThat(ids(JobList.FAILED)).containsExactly("plain");
            assertThat(listing.page(JobList.CANCELLED, "", 10).items()).hasSize(10);
        }

        @SuppressWarnings("unchecked")
        private void zaddAll(String suffix, ScoredValue<?>[] members) {
            keysOf.redis().zadd(bench.key(suffix), (ScoredValue<String>[]) members);
        }

        @Test
        void wrongArgumentsAreRefused() {
            assertThatIllegalArgumentException().isThrownBy(() -> listing.page(JobList.FAILED, "", 0));
            assertThatIllegalArgumentException().isThrownBy(() -> listing.page(JobList.FAILED, "", 1_001));
            assertThatIllegalArgumentException().isThrownBy(() -> listing.page(JobList.CANCELLING, "", 1));
            for (var place : List.of("x", "nan 1", "5", "1e5x 3", "-inf a")) {
                assertThatIllegalArgumentException().as(place).isThrownBy(() -> listing.page(JobList.FAILED, place, 1));
            }
            for (var place : List.of("x", "-1", "3 x", "3 5 abc", "3 1", "99999999999999999999")) {
                assertThatIllegalArgumentException()
                        .as(place)
                        .isThrownBy(() -> listing.page(JobList.WAITING, place, 1));
            }
        }
    }
}
