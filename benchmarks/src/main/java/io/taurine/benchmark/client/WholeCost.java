package io.taurine.benchmark.client;

import io.taurine.benchmark.OnRedis;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** A job's way through queue and worker with a Redis, per job: what all threads allocate, and their CPU time. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
public class WholeCost {
    private static final int JOBS = 5_000;

    /** How many are added, or run, at once. */
    @State(Scope.Benchmark)
    public static class Redis {
        @Param({"1", "10", "100"})
        int concurrency;

        final OnRedis redis = new OnRedis();

        @TearDown
        public void close() {
            redis.close();
        }
    }

    /** An emptied Redis. */
    @State(Scope.Benchmark)
    public static class Empty {
        @Setup(Level.Invocation)
        public void prepare(Redis redis) {
            redis.redis.clear();
        }
    }

    /** A Redis with jobs in line. */
    @State(Scope.Benchmark)
    public static class Line {
        @Setup(Level.Invocation)
        public void prepare(Redis redis) {
            redis.redis.clear();
            redis.redis.addInBulk(JOBS);
        }
    }

    /** What the work took of this JVM, its compilers and collectors included, but not what it took to put jobs in line. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Cost {
        public double cpuMicrosPerJob;
        public double bytesPerJob;

        private int summands;

        @Setup(Level.Iteration)
        public void reset(BenchmarkParams params) {
            cpuMicrosPerJob = 0;
            bytesPerJob = 0;
            // JMH tells the sum of all iterations.
            summands = params.getMeasurement().getCount() * Math.max(1, params.getForks());
        }

        void of(OnRedis.Cost cost) {
            cpuMicrosPerJob = cost.cpuMicros() / JOBS / summands;
            bytesPerJob = cost.allocatedBytes() / JOBS / summands;
        }
    }

    @Benchmark
    @OperationsPerInvocation(JOBS)
    public void add(Redis redis, Empty empty, Cost cost) {
        cost.of(redis.redis.add(JOBS, redis.concurrency));
    }

    @Benchmark
    @OperationsPerInvocation(JOBS)
    public void process(Redis redis, Line line, Cost cost) {
        cost.of(redis.redis.work(JOBS, redis.concurrency));
    }
}
