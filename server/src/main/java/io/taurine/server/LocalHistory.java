package io.taurine.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taurine.history.Execution;
import io.taurine.history.HistoryBatch;
import io.taurine.history.HistoryException;
import io.taurine.history.HistoryStore;
import io.taurine.history.LogLine;
import io.taurine.history.Outcome;
import io.taurine.history.StateChange;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.JobListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what becomes of the jobs of a runner that has no streams to be followed, behind it and in batches. What waits
 * when the process dies is lost, as its jobs are.
 */
final class LocalHistory implements JobListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalHistory.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_WAITING = 100_000;
    private static final int MOST_REMEMBERED = 100_000;
    private static final int BATCH = 500;
    private static final int MOST_LINES = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final HistoryStore store;
    private final Lines lines;
    private final BlockingQueue<JobEvent> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "taurine-local-history");

    /** Known to the thread only. */
    private final Map<String, Life> lives = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Life> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private long lastMillis;
    private int inThisMilli;
    private volatile boolean isFull;

    /** What is remembered of a job. */
    private static final class Life {
        private Execution.@Nullable Builder open;
        private @Nullable Instant readySince;
        private @Nullable String scheduleId;
        private long logged;
    }

    /** Reads what jobs have logged. */
    @FunctionalInterface
    interface Lines {

        /**
         * Returns some of the lines of a job.
         *
         * @param from number of the first line, from 0
         */
        List<String> of(String jobId, long from, int most);
    }

    private LocalHistory(HistoryStore store, Lines lines) {
        this.store = store;
        this.lines = lines;
        thread.setDaemon(true);
    }

    static LocalHistory start(HistoryStore store, Lines lines) {
        var history = new LocalHistory(store, lines);
        history.thread.start();
        return history;
    }

    @Override
    public void on(JobEvent event) {
        var isTaken = waiting.offer(event);
        if (!isTaken && !isFull) {
            LOG.warn("The history is so far behind that some of what becomes of jobs is not written down");
        }
        isFull = !isTaken;
    }

    private void work() {
        var events = new ArrayList<JobEvent>();
        while (closing.getCount() > 0 || !waiting.isEmpty()) {
            try {
                var first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                events.add(first);
                waiting.drainTo(events, BATCH - 1);
                var batch = new HistoryBatch();
                events.forEach(event -> fold(event, batch));
                write(batch);
            } catch (InterruptedException strayed) {
                LOG.debug("Nobody interrupts this thread");
            } catch (RuntimeException e) { // the loop survives everything
                LOG.error("{} steps of jobs are not written down", events.size(), e);
            } finally {
                events.clear();
            }
        }
    }

    /** Until the database takes it. */
    private void write(HistoryBatch batch) throws InterruptedException {
        for (var failures = 0; ; failures++) {
            try {
                store.write(batch);
                return;
            } catch (HistoryException e) {
                if (!e.isOutage()) {
                    throw e;
                }
                if (failures == 0) {
                    LOG.warn("History cannot be written, will be tried again: {}", e.getMessage());
                }
                if (closing.await(
                        Math.min(LONGEST_PAUSE_MILLIS, 50L << Math.min(failures, 10)), TimeUnit.MILLISECONDS)) {
                    throw e;
                }
            }
        }
    }

    private void fold(JobEvent event, HistoryBatch batch) {
        var queue = event.definitionKey();
        var jobId = event.jobId().substring(queue.length() + 1);
        var ref = ref(queue, event.at());
        var life = lives.computeIfAbsent(event.jobId(), id -> new Life());
        var open = life.open;
        String state;
        switch (event.kind()) {
            case QUEUED -> {
                state = "waiting";
                life.readySince = event.at();
                text(event, "scheduleId").ifPresent(id -> life.scheduleId = id);
            }
            case STARTED -> {
                state = "active";
                open = begin(event, life, ref, jobId);
                life.open = open;
            }
            case PROGRESS -> {
                if (open != null) {
                    batch.execution(open.progress(json(event.details())).build());
                }
                return;
            }
            case CANCELLING -> state = "cancelled";
            case REMOVED -> {
                state = "removed";
                lives.remove(event.jobId());
            }
            default -> {
                state = stateAfter(event.kind());
                if (open != null) {
                    end(event, life, open, batch);
                }
            }
        }
        if (open != null) {
            batch.execution(open.build());
        }
        batch.state(new StateChange(
                ref,
                queue,
                jobId,
                open == null ? null : open.build().ref(),
                state,
                text(event, "reason").or(() -> text(event, "message")).orElse(null),
                event.at()));
    }

    private static Execution.Builder begin(JobEvent event, Life life, String ref, String jobId) {
        var run = Integer.parseInt(
                event.executionId().substring(event.executionId().lastIndexOf('/') + 1));
        var version = number(event, "version");
        var execution = Execution.builder(ref, event.definitionKey(), jobId, run, event.at())
                .attempt(number(event, "attempt").orElse(run))
                .version(version.orElse(null))
                .jobName(version.map(it -> event.definitionKey() + "@" + it).orElse(null))
                .worker(text(event, "worker").orElse(null))
                .scheduleId(life.scheduleId)
                .logged(life.logged);
        var since = life.readySince;
        if (since != null) {
            execution.waitedMillis(
                    Math.max(0, Duration.between(since, event.at()).toMillis()));
        }
        return execution;
    }

    private void end(JobEvent event, Life life, Execution.Builder execution, HistoryBatch batch) {
        execution.ended(outcome(event.kind()), event.at());
        if (event.kind() == JobEvent.Kind.SUCCEEDED) {
            execution.result(json(event.details().get("result")));
        } else {
            execution.error(
                    text(event, "message").or(() -> text(event, "reason")).orElse(null));
            execution.stackTrace(text(event, "stackTrace").orElse(null));
        }
        var ref = execution.build().ref();
        long logged = number(event, "logged").orElse(0);
        var number = 0L;
        for (var line : lines(event.jobId(), life.logged, logged)) {
            batch.log(new LogLine(ref, ++number, line));
        }
        life.logged = Math.max(life.logged, logged);
        execution.logged(life.logged);
        life.open = null;
    }

    private List<String> lines(String jobId, long from, long to) {
        try {
            return from < to ? lines.of(jobId, from, (int) Math.min(MOST_LINES, to - from)) : List.of();
        } catch (RuntimeException gone) { // removed meanwhile, or the runner is closed
            return List.of();
        }
    }

    private static Outcome outcome(JobEvent.Kind kind) {
        return switch (kind) {
            case SUCCEEDED -> Outcome.SUCCEEDED;
            case RETRYING -> Outcome.RETRIED;
            case FAILED -> Outcome.FAILED;
            case TIMED_OUT -> Outcome.TIMED_OUT;
            case CANCELLED -> Outcome.CANCELLED;
            case SKIPPED -> Outcome.SKIPPED;
            case LOST -> Outcome.LOST;
            default -> Outcome.PUT_BACK;
        };
    }

    /** In the words that queues in Redis have for it. */
    private static String stateAfter(JobEvent.Kind kind) {
        return switch (kind) {
            case SUCCEEDED, SKIPPED -> "completed";
            case FAILED, TIMED_OUT, CANCELLED -> "failed";
            case DELAYED -> "delayed";
            case RETRYING -> "waiting";
            case LOST -> "stalled";
            default -> kind.name().toLowerCase(Locale.ROOT);
        };
    }

    private String ref(String queue, Instant at) {
        var millis = Math.max(lastMillis, at.toEpochMilli());
        inThisMilli = millis == lastMillis ? inThisMilli + 1 : 0;
        lastMillis = millis;
        return String.format(Locale.ROOT, "%s@%013d-%06d", queue, millis, inThisMilli);
    }

    private static Optional<String> text(JobEvent event, String name) {
        return Optional.ofNullable(event.details().get(name)).map(Object::toString);
    }

    private static Optional<Integer> number(JobEvent event, String name) {
        return event.details().get(name) instanceof Number number ? Optional.of(number.intValue()) : Optional.empty();
    }

    private static @Nullable String json(@Nullable Object value) {
        try {
            return value == null ? null : JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** What waits is written if the database takes it, for 5 s at most. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(LONGEST_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
