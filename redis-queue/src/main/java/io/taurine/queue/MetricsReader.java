package io.taurine.queue;

import io.lettuce.core.KeyValue;
import io.taurine.job.JobState;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what workers with metrics recorded. */
final class MetricsReader {

    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final Supplier<CompletionStage<JobCounts>> counts;

    MetricsReader(LettuceConnection redis, QueueKeys keys, Supplier<CompletionStage<JobCounts>> counts) {
        this.redis = redis;
        this.keys = keys;
        this.counts = counts;
    }

    CompletionStage<JobMetrics> metrics(JobState ended, long from, long to) {
        if (ended != JobState.COMPLETED && ended != JobState.FAILED) {
            throw new IllegalArgumentException("ended must be completed or failed, was " + ended);
        }
        if (from < 0 || to < -1 || (to >= 0 && to < from)) {
            throw new IllegalArgumentException(
                    "from must be 0 or more and to not before it, or -1 for all, were " + from + " and " + to);
        }
        var counters = keys.key("metrics:" + ended.storageName());
        var points = counters + ":data";
        var stored = redis.command(commands -> commands.hmget(counters, "count", "prevTS", "prevCount"));
        var page = redis.command(commands -> commands.lrange(points, from, to));
        var length = redis.command(commands -> commands.llen(points));
        return CompletableFuture.allOf(stored, page, length)
                .thenApply(done -> metrics(stored.join(), page.join(), length.join()));
    }

    private static JobMetrics metrics(List<KeyValue<String, String>> stored, List<String> page, long length) {
        var previous = StoredNumbers.number(value(stored, 1));
        return new JobMetrics(
                StoredNumbers.number(value(stored, 0)).orElse(0),
                previous.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(previous.getAsLong())),
                StoredNumbers.number(value(stored, 2)).orElse(0),
                page.stream()
                        .map(point -> StoredNumbers.number(point).orElse(0))
                        .toList(),
                length);
    }

    private static @Nullable String value(List<KeyValue<String, String>> stored, int index) {
        return stored.get(index).getValueOrElse(null);
    }

    CompletionStage<String> prometheus(Map<String, String> labels) {
        var text = new PrometheusText(keys.queue(), labels);
        var completed = metrics(JobState.COMPLETED, 0, 0).toCompletableFuture();
        var failed = metrics(JobState.FAILED, 0, 0).toCompletableFuture();
        return counts.get()
                .thenCombine(completed, (jobs, done) -> text.jobs(jobs).completed(done.count()))
                .thenCombine(failed, (lines, done) -> lines.failed(done.count()).toString());
    }
}
