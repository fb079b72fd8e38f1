package io.taurine.benchmark.soak;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Does what a {@link FaultPlan} says, at its times; all faults have ended when it returns. What it has to ask of Redis goes by a
 * thread of its own, since Redis may be stopped, and only the plan starts it again.
 */
final class FaultInjector {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Fleet fleet;
    private final EmbeddedRedis redis;
    private final RedisCommands<String, String> commands;
    private final Map<String, Queue<Task>> queues;

    FaultInjector(
            Fleet fleet, EmbeddedRedis redis, RedisCommands<String, String> commands, Map<String, Queue<Task>> queues) {
        this.fleet = fleet;
        this.redis = redis;
        this.commands = commands;
        this.queues = queues;
    }

    private record Step(int atMillis, Fault fault, boolean isEnd) {}

    /** Returns the faults as they were; one that has no target here, as when Node is left out, is passed over. */
    List<AppliedFault> inject(List<Fault> plan, long startedMillis) throws InterruptedException {
        var asking = Executors.newSingleThreadExecutor();
        var steps = new ArrayList<Step>();
        for (var fault : plan) {
            if (fault.kind().reach != FaultKind.Reach.PROCESS || fleet.has(fault.target())) {
                steps.add(new Step(fault.atMillis(), fault, false));
                steps.add(new Step(fault.endMillis(), fault, true));
            }
        }
        steps.sort(Comparator.comparingInt(Step::atMillis).thenComparing(Step::isEnd));
        var begun = new HashMap<Fault, Long>();
        var applied = new CopyOnWriteArrayList<AppliedFault>();
        var asked = new ArrayList<Future<?>>();
        for (var step : steps) {
            var fault = step.fault();
            long left = startedMillis + step.atMillis() - System.currentTimeMillis();
            if (left > 0) {
                Thread.sleep(left);
            }
            Runnable action;
            if (step.isEnd()) {
                long from = begun.getOrDefault(fault, 0L);
                action = () -> {
                    end(fault);
                    applied.add(new AppliedFault(fault, from, System.currentTimeMillis()));
                };
            } else {
                begun.put(fault, System.currentTimeMillis());
                action = () -> begin(fault);
            }
            if (fault.kind().asksRedis()) {
                asked.add(asking.submit(action));
            } else {
                action.run();
            }
        }
        awaitAll(asked);
        asking.shutdown();
        return List.copyOf(applied);
    }

    private static void awaitAll(List<Future<?>> asked) throws InterruptedException {
        for (var one : asked) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("Redis does not come back", e.getCause());
            }
        }
    }

    private void begin(Fault fault) {
        switch (fault.kind()) {
            case KILL -> fleet.member(fault.target()).kill();
            case TERMINATE -> fleet.member(fault.target()).terminate();
            case FREEZE -> fleet.member(fault.target()).freeze();
            case CUT -> fleet.member(fault.target()).proxy.cut();
            case STALL -> fleet.member(fault.target()).proxy.stall();
            case LOST_REPLIES -> fleet.member(fault.target()).proxy.stallResponses();
            case HALF_OPEN -> fleet.member(fault.target()).proxy.stallOpen();
            case CLOCK -> fleet.member(fault.target()).send("clock " + fault.amount());
            case REDIS_KILL -> redis.kill();
            case REDIS_RESTART -> redis.restart();
            case REDIS_PAUSE -> redis.pause();
            case DROP ->
                tryHard(() -> commands.clientKill(KillArgs.Builder.typeNormal().skipme()));
            case FLUSH -> tryHard(commands::scriptFlush);
            case PAUSE -> tryHard(() -> queue(fault).pause());
        }
    }

    private void end(Fault fault) {
        switch (fault.kind()) {
            case KILL -> fleet.member(fault.target()).start();
            case TERMINATE -> {
                fleet.member(fault.target()).awaitEnd();
                fleet.member(fault.target()).start();
            }
            case FREEZE -> fleet.member(fault.target()).unfreeze();
            case CUT, STALL, HALF_OPEN -> fleet.member(fault.target()).proxy.heal();
            case LOST_REPLIES -> fleet.member(fault.target()).proxy.cutOnce();
            case CLOCK -> fleet.member(fault.target()).send("clock 0");
            case REDIS_KILL -> redis.restart();
            case REDIS_PAUSE -> redis.resume();
            case PAUSE -> tryHard(() -> queue(fault).resume());
            case REDIS_RESTART, DROP, FLUSH -> {}
        }
    }

    private Queue<Task> queue(Fault fault) {
        var queue = queues.get(fault.target());
        if (queue == null) {
            throw new IllegalArgumentException("no queue " + fault.target());
        }
        return queue;
    }

    /** Until it is done: another fault may be in the way. */
    private static void tryHard(Runnable action) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                action.run();
                return;
            } catch (RedisUnavailableException | RedisException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }
}
