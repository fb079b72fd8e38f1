package io.taurine.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call that adds jobs, on its way through the {@link AddInterceptor}s. Immutable. Its options have the queue's defaults
 * in them already.
 *
 * @param <T> type of the payloads
 */
public final class AddCall<T> {

    private static final Logger LOG = LoggerFactory.getLogger(AddCall.class);

    /** What the caller asked for. */
    public enum Kind {
        /** One job. */
        ADD,
        /** Several jobs of one queue. */
        ADD_BULK,
        /** A tree of jobs: a parent stands before its children. */
        FLOW,
        /** Several trees. */
        FLOW_BULK,
        /** The template of a job scheduler: what is changed here holds for all its runs. */
        SCHEDULER
    }

    /**
     * Where a job goes.
     *
     * @param parent index of its parent in the same call, -1 for none, or for one that the interceptor does not see since its
     *     payload is of another type
     */
    public record Place(String prefix, String queueName, int parent) {}

    private final Kind kind;
    private final @Nullable String schedulerId;
    private final List<Place> places;
    private final List<JobRequest<T>> jobs;
    private final List<BiConsumer<List<String>, @Nullable Throwable>> listeners;

    private AddCall(
            Kind kind,
            @Nullable String schedulerId,
            List<Place> places,
            List<JobRequest<T>> jobs,
            List<BiConsumer<List<String>, @Nullable Throwable>> listeners) {
        this.kind = kind;
        this.schedulerId = schedulerId;
        this.places = places;
        this.jobs = jobs;
        this.listeners = listeners;
    }

    /** A call that adds to one queue; for those that make calls and for tests of interceptors. */
    public static <T> AddCall<T> of(Kind kind, String prefix, String queueName, List<JobRequest<T>> jobs) {
        return new AddCall<>(kind, null, List.of(new Place(prefix, queueName, -1)), List.copyOf(jobs), List.of());
    }

    /** A call that stores the template of a job scheduler. */
    public static <T> AddCall<T> ofScheduler(
            String prefix, String queueName, String schedulerId, JobRequest<T> template) {
        var place = List.of(new Place(prefix, queueName, -1));
        return new AddCall<>(Kind.SCHEDULER, schedulerId, place, List.of(template), List.of());
    }

    /** A call that adds one tree or several; as many places as jobs. */
    public static <T> AddCall<T> ofFlow(Kind kind, List<Place> places, List<JobRequest<T>> jobs) {
        if (places.size() != jobs.size()) {
            throw new IllegalArgumentException(places.size() + " places for " + jobs.size() + " jobs");
        }
        return new AddCall<>(kind, null, List.copyOf(places), List.copyOf(jobs), List.of());
    }

    public Kind kind() {
        return kind;
    }

    /** The queue of the call; of a flow, that of its root. */
    public String queueName() {
        return places.isEmpty() ? "" : places.get(0).queueName();
    }

    /** Where a job of the call goes. */
    public Place place(int index) {
        Objects.checkIndex(index, jobs.size());
        return places.get(isFlow() ? index : 0);
    }

    public Optional<String> schedulerId() {
        return Optional.ofNullable(schedulerId);
    }

    public List<JobRequest<T>> jobs() {
        return jobs;
    }

    /** The call with other jobs, as many as before and in the same order. */
    public AddCall<T> withJobs(List<JobRequest<T>> changed) {
        if (changed.size() != jobs.size()) {
            throw new IllegalArgumentException("an interceptor must keep the number of jobs, " + jobs.size() + ", gave "
                    + changed.size() + "; to refuse a job, throw");
        }
        return new AddCall<>(kind, schedulerId, places, List.copyOf(changed), listeners);
    }

    /** The call with each job changed. */
    public AddCall<T> map(UnaryOperator<JobRequest<T>> change) {
        return withJobs(jobs.stream().map(change).toList());
    }

    /**
     * The call, whose end the listener hears: the ids of its jobs in their order, or no ids and why it failed. Called once,
     * often by the thread that reads from Redis: it must not block. What it throws is logged.
     */
    public AddCall<T> whenDone(BiConsumer<List<String>, @Nullable Throwable> listener) {
        var more = new ArrayList<>(listeners);
        more.add(Objects.requireNonNull(listener, "listener"));
        return new AddCall<>(kind, schedulerId, places, jobs, List.copyOf(more));
    }

    /** Tells the listeners, the last one first. For whoever makes the call; once. */
    public void done(List<String> jobIds, @Nullable Throwable failure) {
        for (int i = listeners.size() - 1; i >= 0; i--) {
            try {
                listeners.get(i).accept(jobIds, failure);
            } catch (RuntimeException e) { // user code: the job is added all the same
                LOG.warn("An interceptor of queue {} failed after the add", queueName(), e);
            }
        }
    }

    /** A call of some of the jobs. */
    AddCall<T> only(List<Integer> indexes) {
        return new AddCall<>(
                kind,
                schedulerId,
                isFlow()
                        ? indexes.stream()
                                .map(i -> placeIn(indexes, places.get(i)))
                                .toList()
                        : places,
                indexes.stream().map(jobs::get).toList(),
                List.of());
    }

    private boolean isFlow() {
        return kind == Kind.FLOW || kind == Kind.FLOW_BULK;
    }

    private static Place placeIn(List<Integer> indexes, Place place) {
        var parent = Collections.binarySearch(indexes, place.parent());
        return new Place(place.prefix(), place.queueName(), Math.max(-1, parent));
    }

    /** This call with the jobs of a part that {@link #only} made, and what listens to it, which hears of its own jobs. */
    AddCall<T> merged(List<Integer> indexes, AddCall<T> part) {
        var all = new ArrayList<>(jobs);
        for (int i = 0; i < indexes.size(); i++) {
            all.set(indexes.get(i), part.jobs.get(i));
        }
        var merged = new AddCall<>(kind, schedulerId, places, List.copyOf(all), listeners);
        return part.listeners.isEmpty()
                ? merged
                : merged.whenDone((ids, failure) -> part.done(
                        ids.isEmpty() ? ids : indexes.stream().map(ids::get).toList(), failure));
    }
}
