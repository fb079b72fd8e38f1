package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.internal.Cursors;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lists jobs page by page: queue by queue, state by state. What a filter leaves out is read all the same, so a page may have
 * fewer jobs than asked for, even none, and yet another one may follow; how much is read for one page is bounded.
 */
final class JobLister {

    private static final Pattern CURSOR = Pattern.compile("([a-z-]{1,20})[.]([0-9]{1,9})[.]([^ ]{1,100})");
    private static final int PAGE = 200;
    private static final int MOST_READ = 2_000;

    private final Definitions definitions;
    private final Engine engine;
    private final JobViews views;

    JobLister(Definitions definitions, Engine engine, JobViews views) {
        this.definitions = definitions;
        this.engine = engine;
        this.views = views;
    }

    /** A part of what is asked for: the jobs of one queue in one state. */
    private record Segment(String key, JobState state) {

        Position start() {
            return new Position(this, 0);
        }
    }

    /** How many jobs of a segment have been read. */
    private record Position(Segment segment, long offset) {

        @Override
        public String toString() {
            return segment.state().wireName() + "." + offset + "." + segment.key();
        }
    }

    Page<JobView> list(JobFilter filter, String cursor, int limit) {
        Cursors.requireLimit(limit);
        var segments = segments(filter);
        var position = cursor.isEmpty() ? null : parse(cursor, segments);
        var found = new ArrayList<JobView>();
        var read = 0;
        var isSelective = !filter.statuses().isEmpty()
                || filter.from().isPresent()
                || filter.to().isPresent();
        for (var i = position == null ? 0 : segments.indexOf(position.segment()); i < segments.size(); i++) {
            var segment = segments.get(i);
            var at = position == null || !position.segment().equals(segment) ? segment.start() : position;
            while (true) {
                if (found.size() == limit || read >= MOST_READ) {
                    return new Page<>(found, at.toString());
                }
                var jobs = jobs(at, isSelective ? PAGE : limit - found.size());
                var taken = 0;
                for (var job : jobs) {
                    if (found.size() == limit) {
                        break;
                    }
                    taken++;
                    var view = views.of(job, segment.state());
                    if (fits(filter, view)) {
                        found.add(view);
                    }
                }
                read += taken;
                at = new Position(segment, at.offset() + taken);
                if (jobs.isEmpty()) {
                    break;
                }
            }
        }
        return new Page<>(found, "");
    }

    private List<Job<JsonNode>> jobs(Position at, int count) {
        return engine.queue(at.segment().key())
                .getJobs(at.segment().state(), at.offset(), at.offset() + count - 1, false);
    }

    /** In the order of the statuses, so that one that two statuses share comes once. */
    private List<Segment> segments(JobFilter filter) {
        var keys = filter.definitionKey().isPresent()
                ? List.of(filter.definitionKey().get())
                : List.copyOf(definitions.keys());
        var statuses = filter.statuses().isEmpty() ? EnumSet.allOf(JobStatus.class) : EnumSet.copyOf(filter.statuses());
        var states = statuses.stream()
                .flatMap(status -> JobStates.statesOf(status).stream())
                .distinct()
                .toList();
        return states.stream()
                .flatMap(state -> keys.stream()
                        .filter(key -> engine.find(key).isPresent())
                        .map(key -> new Segment(key, state)))
                .toList();
    }

    private static boolean fits(JobFilter filter, JobView view) {
        return (filter.statuses().isEmpty() || filter.statuses().contains(view.status()))
                && filter.from().map(from -> !view.createdAt().isBefore(from)).orElse(true)
                && filter.to().map(to -> view.createdAt().isBefore(to)).orElse(true);
    }

    private static Position parse(String cursor, List<Segment> segments) {
        var match = CURSOR.matcher(cursor);
        if (!match.matches()) {
            throw Cursors.noneOfOurs(cursor);
        }
        return segments.stream()
                .filter(segment -> segment.state().wireName().equals(match.group(1))
                        && segment.key().equals(match.group(3)))
                .findFirst()
                .map(segment -> new Position(segment, Long.parseLong(match.group(2))))
                .orElseThrow(() -> Cursors.noneOfOurs(cursor));
    }
}
