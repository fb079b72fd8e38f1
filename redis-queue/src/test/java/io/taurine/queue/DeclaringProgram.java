package io.taurine.queue;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.ForkedJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service in a JVM of its own that declares its schedulers. Arguments: Redis, queue, a queue to get warm on. Then it does
 * what each line of its input says and answers with one line.
 */
@SuppressWarnings("SystemOut") // how a forked JVM talks to its test
final class DeclaringProgram {

    static final String SHOP = "shop";
    static final String BILLING = "billing";

    /** Declared by the shop, and upserted by hand meanwhile. */
    static final String CONTESTED = "contested";

    /** Declared by as many owners as there are programs. */
    static final String COVETED = "coveted";

    private static final Schedule YEARLY = Schedule.cron("0 0 1 1 *", ZoneId.of("UTC"));
    private static final int WRITES_BEFORE_DEATH = 5;

    private final RedisConnection redis;
    private final String name;
    private final Queue<Integer> queue;

    private DeclaringProgram(String uri, String name) {
        this.redis = RedisConnection.connect(uri);
        this.name = name;
        this.queue = Queue.of(name, Integer.class, redis);
    }

    public static void main(String[] args) throws IOException {
        ForkedJvm.exitWhenParentDies();
        var warm = new DeclaringProgram(args[0], args[2]);
        warm.serve("sync " + ProcessHandle.current().pid() + " 0");
        var program = new DeclaringProgram(args[0], args[1]);
        System.out.println("ready");
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(line + ": " + program.serve(line));
        }
    }

    private String serve(String line) {
        var words = List.of(line.split(" ", -1));
        var owner = words.get(1);
        return switch (words.get(0)) {
            case "sync" -> declare(owner, declared(owner, Integer.parseInt(words.get(2))), queue);
            case "sync-and-stick" -> declare(owner, declared(owner, Integer.parseInt(words.get(2))), stickingQueue());
            case "covet" -> declare(owner, List.of(hourly(COVETED, 0)), queue);
            case "upsert" -> byHand(Integer.parseInt(words.get(1)));
            default -> throw new IllegalArgumentException(line);
        };
    }

    private static String declare(String owner, List<DeclaredScheduler<Integer>> declared, Queue<Integer> queue) {
        try {
            return queue.syncJobSchedulers(owner, declared).toString();
        } catch (SchedulerException refused) {
            return "refused, " + refused.getMessage();
        } catch (IllegalStateException stuck) {
            return awaitDeath();
        }
    }

    /** Its sync stops for good when some of its writes are done and the others are not. */
    private Queue<Integer> stickingQueue() {
        var begun = new AtomicInteger();
        var done = new AtomicInteger();
        var options = QueueOptions.builder().interceptor(call -> {
            if (begun.incrementAndGet() > WRITES_BEFORE_DEATH) {
                throw new IllegalStateException("no further");
            }
            return call.whenDone((ids, failure) -> {
                if (done.incrementAndGet() == WRITES_BEFORE_DEATH) {
                    System.out.println("half way");
                    awaitDeath();
                }
            });
        });
        return Queue.of(name, Integer.class, redis, options.build());
    }

    private static String awaitDeath() {
        try {
            new CountDownLatch(1).await();
            return "never";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String byHand(int round) {
        for (int i = 0; i < 20; i++) {
            queue.upsertJobScheduler("by-hand-" + i % 5, Schedule.every(Duration.ofHours(3)), JobTemplate.of(round));
            if (round == 0) {
                queue.upsertJobScheduler(CONTESTED, Schedule.every(Duration.ofHours(1 + i % 4)), JobTemplate.of(i));
            }
        }
        return "done";
    }

    /** What an owner declares in a round: some stay, some change, some go and some come. */
    static List<DeclaredScheduler<Integer>> declared(String owner, int round) {
        var declared = new ArrayList<DeclaredScheduler<Integer>>();
        for (int i = 0; i < 8; i++) {
            declared.add(hourly(owner + "-stays-" + i, 0));
            declared.add(hourly(owner + "-changes-" + i, round));
            // Not due for long: the run of a scheduler that is removed goes with it only while it is delayed.
            declared.add(DeclaredScheduler.of(owner + "-of-round-" + round + "-" + i, YEARLY, JobTemplate.of(0)));
        }
        declared.add(
                new DeclaredScheduler<>(owner + "-now", YEARLY, JobTemplate.of(0), SchedulerOptions.immediately()));
        if (owner.equals(SHOP)) {
            declared.add(hourly(CONTESTED, 0));
        }
        return declared;
    }

    private static DeclaredScheduler<Integer> hourly(String id, int data) {
        return DeclaredScheduler.of(id, Schedule.every(Duration.ofHours(1)), JobTemplate.of(data));
    }
}
