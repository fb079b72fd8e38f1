package io.taurine.benchmark;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What a job takes in Redis: its hash, and its share of the list or set it is in. The stream of events has a bound. */
final class JobMemory implements Probe {
    private static final String BASE = "bull:" + TaurineContender.QUEUE + ":";
    private static final String MEMORY = "local sum = 0 for _, key in ipairs(KEYS) do "
            + "sum = sum + redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0) end return sum";
    private static final int CONCURRENCY = 100;
    private static final int BULK = 1000;

    private final RedisCommands<String, String> redis;
    private final int jobs;

    JobMemory(RedisCommands<String, String> redis, int jobs) {
        this.redis = redis;
        this.jobs = jobs;
    }

    @Override
    public String name() {
        return "memory of a job in Redis";
    }

    @Override
    public String table(List<JobSystem> systems) {
        var all = systems.stream().map(this::measure).toList();
        var table = new Table(name() + " | who", List.of("bytes", "BullMQ = 1"));
        addRows(table, "waiting", all, Bytes::waiting);
        addRows(table, "completed", all, Bytes::completed);
        addRows(table, "failed", all, Bytes::failed);
        return table.toString();
    }

    private record Bytes(String who, double waiting, double completed, double failed) {}

    private static void addRows(Table table, String state, List<Bytes> all, ToDoubleFunction<Bytes> bytes) {
        var bullmq = all.stream().filter(each -> each.who().equals("BullMQ")).findFirst();
        for (var each : all) {
            var ratio = bullmq.filter(other -> !other.equals(each))
                    .map(other -> text("%.2f", bytes.applyAsDouble(each) / bytes.applyAsDouble(other)))
                    .orElse("");
            table.row(state + " | " + each.who(), List.of(text("%.0f", bytes.applyAsDouble(each)), ratio));
        }
    }

    private Bytes measure(JobSystem system) {
        redis.flushall();
        system.add(AddPlan.bulk(jobs, BULK));
        var waiting = bytesPerJob("wait", redis.llen(BASE + "wait"));
        system.work(WorkPlan.of(jobs, CONCURRENCY));
        var completed = bytesPerJob("completed", redis.zcard(BASE + "completed"));
        redis.flushall();
        system.add(AddPlan.bulk(jobs, BULK));
        system.work(WorkPlan.of(jobs, CONCURRENCY).endingAs(WorkPlan.End.FAILED));
        var failed = bytesPerJob("failed", redis.zcard(BASE + "failed"));
        return new Bytes(system.name(), waiting, completed, failed);
    }

    private double bytesPerJob(String state, long there) {
        if (there != jobs) {
            throw new IllegalStateException(there + " jobs are " + state + ", not " + jobs);
        }
        var sum = 0L;
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<String> found = redis.scan(cursor, ScanArgs.Builder.limit(BULK));
            sum += memoryOf(found.getKeys());
            cursor = found;
        } while (!cursor.isFinished());
        return (double) sum / jobs;
    }

    private long memoryOf(List<String> keys) {
        var counted = new ArrayList<>(keys);
        counted.remove(BASE + "events");
        Long sum = redis.eval(MEMORY, ScriptOutputType.INTEGER, counted.toArray(new String[0]));
        return sum;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
