package io.taurine.history;

import io.taurine.job.TaurineException;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.events.EventLog;
import io.taurine.queue.events.EventPage;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.lock.DistributedLock;
import io.taurine.queue.lock.HeldLock;
import io.taurine.queue.lock.LockOptions;
import io.taurine.queue.lock.RedisLock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one loop behind {@link HistoryFollower}: take the lease, read, write, until the lease or the database is lost. */
final class FollowLoop {

    private static final Logger LOG = LoggerFactory.getLogger(FollowLoop.class);
    private static final Duration WAIT_FOR_EVENTS = Duration.ofSeconds(1);
    private static final Duration WAIT_FOR_LEASE = Duration.ofMillis(500);
    private static final Duration BETWEEN_UPKEEP = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final History history;
    private final RedisConnection redis;
    private final Supplier<? extends Collection<String>> queues;
    private final HistoryFollowerOptions options;
    private final DistributedLock lease;
    private final InstantSource clock = InstantSource.system();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "taurine-history");

    private volatile boolean writing;
    private volatile @Nullable Instant caughtUpAt;
    private volatile @Nullable Instant writingSince;
    private volatile @Nullable String problem;
    private volatile @Nullable EventLog reading;

    /** Most events of a queue in one transaction; fewer after the database has refused one of them. */
    private int most;

    FollowLoop(
            History history,
            RedisConnection redis,
            Supplier<? extends Collection<String>> queues,
            HistoryFollowerOptions options) {
        this.history = history;
        this.redis = redis;
        this.queues = queues;
        this.options = options;
        this.most = options.batchSize();
        this.lease = RedisLock.of(
                HistoryFollower.leaseName(options.prefix()),
                redis,
                LockOptions.builder().leaseTime(options.lease()).build());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isWriting() {
        return writing;
    }

    Optional<Instant> caughtUpAt() {
        return Optional.ofNullable(caughtUpAt);
    }

    Optional<Instant> behindSince() {
        var since = caughtUpAt == null ? writingSince : caughtUpAt;
        var isBehind =
                writing && since != null && since.isBefore(clock.instant().minus(MOMENT));
        return isBehind ? Optional.ofNullable(since) : Optional.empty();
    }

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        var failures = 0;
        while (!isClosing()) {
            try (var log = EventLog.open(redis, options.prefix())) {
                reading = log;
                var held = lease.tryLock();
                if (held.isEmpty()) {
                    problem = null;
                    pause(WAIT_FOR_LEASE);
                    continue;
                }
                try (var mine = held.get()) {
                    write(log, mine);
                }
                failures = 0;
            } catch (PositionMovedException e) {
                LOG.info("{}; goes on from there", e.getMessage());
            } catch (TaurineException e) {
                if (!isClosing()) {
                    if (problem == null) {
                        LOG.warn("History cannot be written, will be tried again: {}", e.getMessage());
                    }
                    problem = e.getMessage();
                    pauseAfter(++failures);
                }
            } catch (InterruptedException strayed) {
                LOG.debug("The thread of the history was interrupted"); // only close() ends it
            } catch (RuntimeException e) {
                LOG.error("Writing history failed, will be tried again", e);
                problem = e.toString();
                pauseAfter(++failures);
            } finally {
                writing = false;
                caughtUpAt = null;
            }
        }
    }

    private void write(EventLog log, HeldLock held) throws InterruptedException {
        // Also while the database is away: what happens meanwhile must not be dropped.
        keepEvents(log, List.copyOf(queues.get()));
        // All that is remembered is what is in the database: whatever went wrong before, this is how it is.
        var places = new HashMap<>(history.store().positions());
        var tracks = new HashMap<String, JobTracks>();
        var share = WorkShare.ofThisMachine(options.busyShare());
        var backlog = new Backlog(log, List.copyOf(queues.get()), options);
        var nextUpkeep = clock.instant();
        writingSince = clock.instant();
        writing = true;
        if (problem != null) {
            LOG.info("History is written again");
            problem = null;
        }
        while (!isClosing() && held.isValid()) {
            var names = List.copyOf(queues.get());
            if (names.isEmpty()) {
                pause(WAIT_FOR_EVENTS);
                continue;
            }
            if (!clock.instant().isBefore(nextUpkeep)) {
                upkeep(log, names, places);
                nextUpkeep = clock.instant().plus(BETWEEN_UPKEEP);
            }
            var after = new TreeMap<String, String>();
            names.forEach(name -> after.put(name, places.getOrDefault(stream(name), EventLog.BEGINNING)));
            var asked = clock.instant();
            var pages = log.read(after, most, WAIT_FOR_EVENTS);
            if (pages.isEmpty()) {
                caughtUpAt = asked;
                continue;
            }
            var began = System.nanoTime();
            store(log, pages, places, tracks);
            if (pages.values().stream().noneMatch(EventPage::isFull)) {
                caughtUpAt = asked;
                backlog.isWritten();
                var rest = share.restWhenDone(Duration.ofNanos(System.nanoTime() - began));
                pause(rest.compareTo(options.interval()) < 0 ? options.interval() : rest);
            } else {
                backlog.watch(pages);
                pause(share.restWhenBehind(Duration.ofNanos(System.nanoTime() - began)));
            }
        }
    }

    private String stream(String queue) {
        return options.prefix() + ":" + queue;
    }

    private void keepEvents(EventLog log, List<String> names) {
        if (options.keptEvents() > 0) {
            names.forEach(name -> log.keepAtLeast(name, options.keptEvents()));
        }
    }

    private void upkeep(EventLog log, List<String> names, Map<String, String> places) {
        keepEvents(log, names);
        for (var name : names) {
            var place = places.get(stream(name));
            var newest = log.newestId(name);
            if (place != null && newest.isPresent() && EventLog.compare(newest.get(), place) < 0) {
                // The stream was made anew on a server whose clock was behind: from this place on nothing would ever
                // come.
                LOG.warn("The events of queue {} begin anew, before {}", name, place);
                history.store()
                        .write(new HistoryBatch().position(stream(name), place, EventLog.BEGINNING, clock.instant()));
                places.put(stream(name), EventLog.BEGINNING);
            }
        }
    }

    private void store(
            EventLog log, Map<String, EventPage> pages, Map<String, String> places, Map<String, JobTracks> tracks) {
        var batch = new HistoryBatch();
        var reached = new HashMap<String, String>();
        pages.forEach((queue, page) -> {
            var place = places.get(stream(queue));
            if (page.hasGap() && place != null) {
                var first = page.events().get(0).id();
                LOG.warn(
                        "Events of queue {} between {} and {} were dropped before they were read", queue, place, first);
                new GapMender(history, log, queue, place, first).mend();
                tracks.remove(queue);
            }
            var events = whole(page);
            var ofQueue = tracks.computeIfAbsent(queue, absent -> new JobTracks(queue, history.executions()));
            new EventFold(queue, log, ofQueue, batch, options.stepsAsEvents()).fold(events);
            var last = events.get(events.size() - 1).id();
            batch.position(stream(queue), place, last, clock.instant());
            reached.put(stream(queue), last);
        });
        try {
            history.store().write(batch);
            most = Math.min(options.batchSize(), most * 2);
        } catch (HistoryException e) {
            if (!e.isOutage()) {
                refused(pages, places, e);
            }
            throw e;
        }
        places.putAll(reached);
    }

    /** A recovered job is told by two events: a page that ends between them would take it for one that is retried. */
    private static List<QueueEvent> whole(EventPage page) {
        var events = page.events();
        var last = events.get(events.size() - 1);
        return page.isFull() && events.size() > 1 && last instanceof QueueEvent.Waiting
                ? events.subList(0, events.size() - 1)
                : events;
    }

    /** One event must not hold up all others for ever: they are written in ever smaller batches, until that one is left out. */
    private void refused(Map<String, EventPage> pages, Map<String, String> places, HistoryException e) {
        if (most > 1) {
            most = Math.max(1, most / 20);
            return;
        }
        pages.forEach((queue, page) -> {
            var event = page.events().get(0);
            LOG.error("Event {} of queue {} is left out of the history", event, queue, e);
            history.store()
                    .write(new HistoryBatch()
                            .event(new StoredEvent(
                                    "history.refused-" + queue + "-" + event.id(),
                                    "history.refused",
                                    "history",
                                    "null",
                                    Refs.time(event.id())))
                            .position(stream(queue), places.get(stream(queue)), event.id(), clock.instant()));
        });
    }

    private void pauseAfter(int failures) {
        var growing = Duration.ofMillis(50L << Math.min(10, failures));
        pause(growing.compareTo(LONGEST_PAUSE) < 0 ? growing : LONGEST_PAUSE);
    }

    private void pause(Duration time) {
        try {
            closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException strayed) {
            LOG.debug("The thread of the history was interrupted");
        }
    }

    void close(Duration bound) {
        closing.countDown();
        var log = reading;
        if (log != null) {
            log.close();
        }
        if (Thread.currentThread() != thread) {
            try {
                thread.join(bound.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
