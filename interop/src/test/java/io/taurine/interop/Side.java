package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.JobState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One queue in the hands of one implementation. {@link NodeSide} is the real BullMQ and {@link JavaSide} is Taurine: a test
 * is written once and either may take either part.
 */
interface Side extends AutoCloseable {
    /** One job of a bulk. */
    record NewJob(String name, Object data, Option option) {}

    /** How a worker is to be started; null leaves the default. */
    record WorkerSetup(
            String name,
            int concurrency,
            @Nullable Duration lockDuration,
            @Nullable Duration stalledInterval,
            int maxStalledCount,
            List<Integer> backoffMillis) {
        static final WorkerSetup DEFAULT = new WorkerSetup("", 1, null, null, 1, List.of());

        WorkerSetup named(String name) {
            return new WorkerSetup(name, concurrency, lockDuration, stalledInterval, maxStalledCount, backoffMillis);
        }

        WorkerSetup withConcurrency(int jobs) {
            return new WorkerSetup(name, jobs, lockDuration, stalledInterval, maxStalledCount, backoffMillis);
        }

        /** Notices a dead worker within about a second. */
        WorkerSetup quickToRecover(int maxStalledCount) {
            return new WorkerSetup(
                    name, concurrency, Duration.ofSeconds(1), Duration.ofMillis(250), maxStalledCount, backoffMillis);
        }

        /** Knows the custom backoff {@code steps}, whose pauses are these. */
        WorkerSetup withSteps(Integer... millis) {
            return new WorkerSetup(name, concurrency, lockDuration, stalledInterval, maxStalledCount, List.of(millis));
        }
    }

    // ---- Adding and looking

    String add(String name, Object data, Option option);

    default String add(String name, Object data) {
        return add(name, data, Option.NONE);
    }

    List<String> addBulk(List<NewJob> jobs);

    Optional<SeenJob> find(String id);

    default SeenJob job(String id) {
        return find(id).orElseThrow(() -> new AssertionError(this + " sees no job " + id));
    }

    String state(String id);

    long count(JobState state);

    SeenEvents events();

    CompletableFuture<JsonNode> waitUntilFinished(String id);

    // ---- The queue

    void pause();

    void resume();

    boolean isPaused();

    void retryJobs(JobState from);

    void promoteJobs();

    List<String> clean(JobState state, int limit);

    void drain(boolean delayed);

    void obliterate(boolean force);

    // ---- One job

    void promote(String id);

    void changeDelay(String id, Duration delay);

    void changePriority(String id, int priority, boolean lifo);

    void retry(String id, JobState from, boolean resetCounters);

    /** False when a worker holds it. */
    boolean remove(String id);

    /** Who owns a deduplication id. */
    Optional<String> deduplicationOwner(String deduplicationId);

    boolean removeDeduplicationKey(String deduplicationId);

    boolean removeDeduplicationKeyOfJob(String id);

    void updateData(String id, Object data);

    void updateProgress(String id, Object progress);

    /** {@code keep} is what the job's {@code keepLogs} says, which BullMQ's queue does not look up by itself. */
    void log(String id, String row, @Nullable Integer keep);

    // ---- Working

    /** A worker that does what {@code peer/processor.mjs} says. */
    AutoCloseable startWorker(WorkerSetup setup);

    /** Claims the next job by hand and returns its id; the worker is named {@code hand}. */
    Optional<String> claim();

    void complete(String id, Object value);

    void fail(String id, String message, boolean unrecoverable);

    void moveToDelayed(String id, Duration delay);

    void moveToWait(String id);

    /** One check for stalled jobs, which {@code until} tells to be over. */
    void checkStalled(int maxStalledCount);

    @Override
    void close();
}
