package io.taurine.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The plain commands of one job at a time, each job in one write, by a thread that serves its socket itself. No client of this
 * format that does one job after another can be faster: it would need fewer commands, fewer threads to wake, or both.
 */
final class BareFloor {
    private static final String BASE = "bull:" + TaurineContender.QUEUE + ":";
    private static final String[] CAP = {"MAXLEN", "~", "10000", "*"};
    private static final String DATA =
            "{\"n\":1,\"user\":\"u-123456\",\"template\":\"welcome\",\"to\":\"someone@example.com\",\"vars\":{\"a\":1,\"b\":\"\",\"c\":[1,2,3]}}";
    private static final int FIRST_SAMPLES = 20;

    private final String uri;

    BareFloor(String uri) {
        this.uri = uri;
    }

    void add(int jobs) {
        try (var redis = new BareSocket(uri)) {
            for (var n = 1; n <= jobs; n++) {
                add(redis, Integer.toString(n));
            }
        }
    }

    void work(int jobs) {
        try (var redis = new BareSocket(uri)) {
            for (var n = 1; n <= jobs; n++) {
                var id = Integer.toString(n);
                end(redis, id, n);
                claim(redis, id);
                redis.exchange();
            }
        }
    }

    /** Milliseconds from the add to the answer of the claim, by a thread that waits for the marker. */
    List<Double> startLatencies(int samples) {
        BlockingQueue<Long> starts = new ArrayBlockingQueue<>(1);
        var all = FIRST_SAMPLES + samples;
        var worker = new Thread(() -> claimAsMarked(all, starts), "bare-worker");
        worker.start();
        var latencies = new ArrayList<Double>();
        try (var redis = new BareSocket(uri)) {
            for (var n = 1; n <= all; n++) {
                TimeUnit.MILLISECONDS.sleep(5);
                var added = System.nanoTime();
                add(redis, Integer.toString(n));
                var millis = (starts.take() - added) / 1e6;
                if (n > FIRST_SAMPLES) {
                    latencies.add(millis);
                }
            }
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a job to start", e);
        }
        return latencies;
    }

    private void claimAsMarked(int jobs, BlockingQueue<Long> starts) {
        try (var redis = new BareSocket(uri)) {
            for (var n = 1; n <= jobs; n++) {
                redis.add("BZPOPMIN", BASE + "marker", "0").exchange();
                claim(redis, Integer.toString(n));
                redis.exchange();
                starts.add(System.nanoTime());
            }
        }
    }

    private static void add(BareSocket redis, String id) {
        redis.add("INCR", BASE + "id");
        redis.add(
                "HSET",
                BASE + id,
                "name",
                "n",
                "data",
                DATA,
                "opts",
                "{\"attempts\":0}",
                "timestamp",
                "1700000000000",
                "delay",
                "0",
                "priority",
                "0");
        redis.add("LPUSH", BASE + "wait", id);
        event(redis, "event", "added", "jobId", id, "name", "n");
        event(redis, "event", "waiting", "jobId", id);
        redis.add("ZADD", BASE + "marker", "0", "0").exchange();
    }

    private static void claim(BareSocket redis, String id) {
        redis.add("LMOVE", BASE + "wait", BASE + "active", "RIGHT", "LEFT");
        redis.add("SET", BASE + id + ":lock", "token", "PX", "30000");
        redis.add("HSET", BASE + id, "processedOn", "1700000000000", "ats", "1");
        event(redis, "event", "active", "jobId", id, "prev", "waiting");
        redis.add("HGETALL", BASE + id);
    }

    private static void end(BareSocket redis, String id, int n) {
        redis.add("DEL", BASE + id + ":lock");
        redis.add("LREM", BASE + "active", "1", id);
        redis.add("ZADD", BASE + "completed", Long.toString(1_700_000_000_000L + n), id);
        redis.add("HSET", BASE + id, "returnvalue", "1", "finishedOn", "1700000000000", "atm", "1");
        event(redis, "event", "completed", "jobId", id, "returnvalue", "1", "prev", "active");
    }

    private static void event(BareSocket redis, String... fields) {
        var command = new ArrayList<>(List.of("XADD", BASE + "events"));
        command.addAll(List.of(CAP));
        command.addAll(List.of(fields));
        redis.add(command.toArray(String[]::new));
    }
}
