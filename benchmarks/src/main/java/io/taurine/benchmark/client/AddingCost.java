package io.taurine.benchmark.client;

import io.taurine.benchmark.Mail;
import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.JobOptions;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.JobRequest;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.EncodedJob;
import io.taurine.queue.internal.GroupCommit;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Adding a job, per job, up to the bytes on the wire and back from those of the answer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AddingCost {
    private static final int BATCH = 100;
    private static final PayloadCodec CODEC = JacksonPayloadCodec.defaults();

    private final Mail mail = Mail.of(1, "");
    private final JobOptions options = JobOptions.defaults();
    private final List<JobRequest<Mail>> requests = IntStream.range(0, BATCH)
            .mapToObj(n -> JobRequest.of("n", Mail.of(n, "")))
            .toList();
    private final RedisConnection answersOne = AnsweringWire.connect(RecordedReply.added(1));
    private final RedisConnection answersBatch = AnsweringWire.connect(RecordedReply.added(BATCH));
    private final Queue<Mail> alone = Queue.of("bench", Mail.class, answersOne);
    private final Queue<Mail> together = Queue.of("bench", Mail.class, answersBatch);
    private final GroupCommit<CompletableFuture<String>> door =
            new GroupCommit<>(new GroupCommit.Bounds(BATCH, Long.MAX_VALUE, 2, () -> BATCH), item -> 1, batch -> {
                batch.forEach(item -> item.complete("1"));
                return CompletableFuture.completedFuture(null);
            });

    /** Fails here rather than be measured wrong. */
    @Setup
    public void check() {
        if (!together.addBulk(requests).get(BATCH - 1).id().equals("100099")
                || !alone.add("n", mail).id().equals("100000")) {
            throw new IllegalStateException("the recorded replies are not read as they were meant");
        }
    }

    /** Payload and options as JSON. */
    @Benchmark
    public Object encode() {
        return EncodedJob.of("n", mail, options, CODEC, InstantSource.system());
    }

    /** The door through which jobs leave together, for one that meets nobody. */
    @Benchmark
    public Object groupCommit() {
        var item = new CompletableFuture<String>();
        door.submit(item);
        return item;
    }

    /** A call of its own for each job. */
    @Benchmark
    public Object addAlone() {
        return alone.addAsync("n", mail);
    }

    /** One of a hundred that share a call. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object addInBatch() {
        return together.addBulkAsync(requests);
    }

    @TearDown
    public void close() {
        alone.close();
        together.close();
        answersOne.close();
        answersBatch.close();
    }
}
