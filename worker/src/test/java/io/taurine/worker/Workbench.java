package io.taurine.worker;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A queue and the workers of one test, which all end with it. */
final class Workbench implements AutoCloseable {

    /** Longer than anything should take, shorter than a wait for {@code drainDelay} plus the work after it. */
    static final Duration SOON = Duration.ofSeconds(4);

    private static final long PATIENCE_SECONDS = 20;

    final TestQueue test;
    final Queue<String> queue;
    private final ConcurrentLinkedQueue<Worker<?>> workers = new ConcurrentLinkedQueue<>();

    Workbench(TestQueue test) {
        this.test = test;
        this.queue = Queue.of(test.name(), String.class, redis());
    }

    static RedisConnection redis() {
        return Shared.CONNECTION;
    }

    WorkerBuilder<String> worker(Processor<String> processor) {
        return Worker.of(test.name(), String.class, redis(), processor);
    }

    WorkerBuilder<String> manual() {
        return Worker.of(test.name(), String.class, redis());
    }

    Worker<String> start(WorkerBuilder<String> builder) {
        var worker = builder.start();
        workers.add(worker);
        return worker;
    }

    Worker<String> start(Processor<String> processor) {
        return start(worker(processor));
    }

    String add(String data) {
        return add(data, JobOptions.defaults());
    }

    String add(String data, JobOptions.Builder options) {
        return add(data, options.build());
    }

    String add(String data, JobOptions options) {
        return queue.add("work", data, options).id();
    }

    List<String> addMany(int count) {
        return IntStream.range(0, count).mapToObj(i -> add("job " + i)).toList();
    }

    /** Entries of the event stream, oldest first, each as its name and its other fields in alphabetical order. */
    List<String> events() {
        return test.redis().xrange(test.key("events"), Range.unbounded()).stream()
                .map(Workbench::text)
                .toList();
    }

    /** The events of one job. */
    List<String> eventsOf(String id) {
        return events().stream()
                .filter(event -> event.contains(" jobId=" + id + " ") || event.endsWith(" jobId=" + id))
                .map(event -> event.replace(" jobId=" + id, ""))
                .toList();
    }

    private static String text(StreamMessage<String, String> entry) {
        var fields = new TreeMap<>(entry.getBody());
        var text = new StringBuilder(String.valueOf(fields.remove("event")));
        fields.forEach(
                (name, value) -> text.append(' ').append(name).append('=').append(value));
        return text.toString();
    }

    /** Waits as a processor does that reacts to an interrupt. */
    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("waited too long");
        }
    }

    /** Waits as a processor does that ignores interrupts. */
    static void awaitStubbornly(CountDownLatch latch) {
        while (true) {
            try {
                await(latch);
                return;
            } catch (InterruptedException ignored) {
                // that is the point
            }
        }
    }

    static <V> V next(BlockingQueue<V> values) throws InterruptedException {
        var value = values.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (value == null) {
            throw new AssertionError("waited too long");
        }
        return value;
    }

    @Override
    public void close() {
        workers.forEach(Worker::closeNow);
        queue.close();
    }

    /** Ends with the JVM. */
    private static final class Shared {
        static final RedisConnection CONNECTION = RedisConnection.connect(TestRedis.shared());
    }
}
