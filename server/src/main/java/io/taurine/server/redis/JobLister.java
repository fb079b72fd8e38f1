package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.Job;
import io.taurine.queue.listing.JobList;
import io.taurine.queue.listing.JobPage;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.internal.Cursors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Lists jobs page by page: status by status, queue by queue, each from the place where the page before ended. What a filter
 * leaves out is read all the same, so a page may have fewer jobs than asked for, even none, and yet another one may follow; how
 * much is read for one page is bounded.
 */
final class JobLister {

    private static final int PAGE = 200;
    private static final int MOST_READ = 2_000;

    /** Most lists that are asked at once. */
    private static final int MOST_ASKED = 64;

    private final Definitions definitions;
    private final Engine engine;
    private final JobViews views;

    JobLister(Definitions definitions, Engine engine, JobViews views) {
        this.definitions = definitions;
        this.engine = engine;
        this.views = views;
    }

    /** A part of what is asked for: one list of one queue. */
    private record Segment(JobList list, String key) {

        /** Opaque to whoever gets it: ids may have any character. */
        String cursor(String place) {
            var text = list + " " + key + " " + place;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Where a page begins. */
    private record Start(int segment, String place) {

        static Start of(String cursor, List<Segment> segments) {
            if (cursor.isEmpty()) {
                return new Start(0, "");
            }
            var parts = decoded(cursor).split(" ", 3);
            for (var i = 0; i < segments.size() && parts.length == 3; i++) {
                var segment = segments.get(i);
                if (segment.list().name().equals(parts[0]) && segment.key().equals(parts[1])) {
                    return new Start(i, parts[2]);
                }
            }
            throw Cursors.noneOfOurs(cursor);
        }

        private static String decoded(String cursor) {
            try {
                return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException noBase64) {
                throw Cursors.noneOfOurs(cursor);
            }
        }
    }

    Page<JobView> list(JobFilter filter, String cursor, int limit) {
        Cursors.requireLimit(limit);
        var segments = segments(filter);
        var start = Start.of(cursor, segments);
        try {
            return new Reading(filter, limit, segments, start).page();
        } catch (NoSuchPlace e) {
            throw Cursors.noneOfOurs(cursor);
        }
    }

    private static final class NoSuchPlace extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoSuchPlace(Throwable cause) {
            super(cause);
        }
    }

    /** The making of one page. */
    private final class Reading {

        private final JobFilter filter;
        private final int limit;
        private final List<Segment> segments;
        private final List<JobView> found = new ArrayList<>();
        private int segment;
        private String place;
        private int read;

        Reading(JobFilter filter, int limit, List<Segment> segments, Start start) {
            this.filter = filter;
            this.limit = limit;
            this.segments = segments;
            this.segment = start.segment();
            this.place = start.place();
        }

        /**
         * Most lists may be empty, so more and more of them are asked at once. They answer in the order in which a job goes
         * through them, so that one which goes on meanwhile is seen twice rather than not at all.
         */
        Page<JobView> page() {
            var width = 1;
            while (segment < segments.size()) {
                var first = segment;
                var asked = new ArrayList<CompletableFuture<JobPage>>();
                for (var one : segments.subList(first, Math.min(first + width, segments.size()))) {
                    asked.add(ask(one, asked.isEmpty() ? place : ""));
                }
                for (var answer : asked) {
                    take(result(answer));
                    if (found.size() == limit || read >= MOST_READ) {
                        return new Page<>(found, segment == segments.size() ? "" : cursor());
                    }
                    if (!place.isEmpty()) {
                        break; // what was asked of the next ones is too early to be told
                    }
                }
                width = segment < first + asked.size() ? 1 : Math.min(width * 2, MOST_ASKED);
            }
            return new Page<>(found, "");
        }

        private String cursor() {
            return segments.get(segment).cursor(place);
        }

        private CompletableFuture<JobPage> ask(Segment one, String from) {
            var count = isSelective(filter, one) ? PAGE : limit - found.size();
            try {
                return engine.listing(one.key())
                        .pageAsync(one.list(), from, count)
                        .toCompletableFuture();
            } catch (IllegalArgumentException e) {
                throw new NoSuchPlace(e);
            }
        }

        /** Goes on behind the last job that was taken. */
        private void take(JobPage page) {
            var from = segments.get(segment);
            var items = withoutOlder(page.items(), from, filter);
            var jobs = jobs(from, items);
            for (var at = 0; at < items.size(); at++) {
                if (found.size() == limit) {
                    place = items.get(at - 1).next();
                    return;
                }
                read++;
                jobs.get(at)
                        .map(job -> views.of(job, from.list().state()))
                        .filter(view -> fits(filter, view))
                        .ifPresent(found::add);
            }
            place = items.size() < page.items().size() ? "" : page.next();
            segment += place.isEmpty() ? 1 : 0;
        }
    }

    /** Whether jobs of that list may have to be left out. */
    private static boolean isSelective(JobFilter filter, Segment segment) {
        return filter.from().isPresent()
                || filter.to().isPresent()
                || (segment.list() == JobList.ACTIVE && !filter.statuses().isEmpty());
    }

    /** Jobs that ended before a time were started before it, as were all that follow. */
    private static List<JobPage.Item> withoutOlder(List<JobPage.Item> items, Segment segment, JobFilter filter) {
        if (!segment.list().isEnd() || filter.from().isEmpty()) {
            return items;
        }
        var from = filter.from().get().toEpochMilli();
        return items.stream().takeWhile(item -> item.score() >= from).toList();
    }

    /** In the order of the items; empty for one that is gone by now. */
    private List<Optional<Job<JsonNode>>> jobs(Segment segment, List<JobPage.Item> items) {
        var queue = engine.queue(segment.key());
        var asked = items.stream()
                .map(item -> queue.getJobAsync(item.id()).toCompletableFuture())
                .toList();
        return asked.stream().map(JobLister::result).toList();
    }

    private static <V> V result(CompletableFuture<V> asked) {
        try {
            return asked.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** In the order of the statuses, so that a list that two statuses share comes once. */
    private List<Segment> segments(JobFilter filter) {
        var keys = filter.definitionKey().isPresent()
                ? List.of(filter.definitionKey().get())
                : List.copyOf(definitions.keys());
        var statuses = filter.statuses().isEmpty() ? EnumSet.allOf(JobStatus.class) : EnumSet.copyOf(filter.statuses());
        var lists = statuses.stream()
                .flatMap(status -> JobStates.listsOf(status).stream())
                .distinct()
                .toList();
        return lists.stream()
                .flatMap(list -> keys.stream()
                        .filter(key -> engine.find(key).isPresent())
                        .map(key -> new Segment(list, key)))
                .toList();
    }

    private static boolean fits(JobFilter filter, JobView view) {
        return (filter.statuses().isEmpty() || filter.statuses().contains(view.status()))
                && filter.from().map(from -> !view.createdAt().isBefore(from)).orElse(true)
                && filter.to().map(to -> view.createdAt().isBefore(to)).orElse(true);
    }
}
