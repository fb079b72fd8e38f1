package io.taurine.benchmark.client;

import io.taurine.benchmark.Mail;
import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.PayloadCodec;
import io.taurine.job.TypeRef;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.ClaimRequest;
import io.taurine.queue.internal.Settlement;
import io.taurine.queue.internal.WorkerGateway;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** What a worker says to Redis and hears from it, per job, without what it does with the job. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClaimingCost {
    private static final int BATCH = 100;
    private static final PayloadCodec CODEC = JacksonPayloadCodec.defaults();
    private static final String DATA = CODEC.encode(Mail.of(1, ""));
    private static final TypeRef<Mail> MAIL = TypeRef.of(Mail.class);

    private final ClaimRequest request = new ClaimRequest("worker:1", 30_000, BATCH, "", 0, 0);
    private final RedisConnection claims = AnsweringWire.connect(RecordedReply.claimed(BATCH, DATA));
    private final RedisConnection settles = AnsweringWire.connect(RecordedReply.settledAndClaimed(BATCH, DATA));
    private final WorkerGateway claimer = new WorkerGateway(claims, "bull", "bench");
    private final WorkerGateway settler = new WorkerGateway(settles, "bull", "bench");

    /** Fails here rather than be measured wrong. */
    @Setup
    public void check() {
        var claimed = claimer.claim(request).join().jobs();
        if (claimed.size() != BATCH
                || !DATA.equals(claimed.get(BATCH - 1).fields().get("data"))) {
            throw new IllegalStateException("the recorded claim is not read as it was meant");
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object claim() {
        return claimer.claim(request);
    }

    @Benchmark
    public @Nullable Object readPayload() {
        return CODEC.decode(DATA, MAIL.type());
    }

    /** The ends of a hundred, and a hundred others in their place, as a busy worker does it. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object settleAndClaim() {
        var batch = new ArrayList<Settlement>(BATCH);
        for (var n = 0; n < BATCH; n++) {
            batch.add(Settlement.completed(Integer.toString(100_000 + n), "worker:1", CODEC.encode(1), null));
        }
        return settler.settle(batch, request);
    }

    @TearDown
    public void close() {
        claims.close();
        settles.close();
    }
}
