package io.taurine.benchmark.soak;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisUnavailableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Does what a {@link FaultPlan} says, at its times, on one thread; all faults have ended when it returns. */
final class FaultInjector {
    private static final int TRIES = 200;

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
        var steps = new ArrayList<Step>();
        for (var fault : plan) {
            if (fault.kind().reach != FaultKind.Reach.PROCESS || fleet.has(fault.target())) {
                steps.add(new Step(fault.atMillis(), fault, false));
                steps.add(new Step(fault.endMillis(), fault, true));
            }
        }
        steps.sort(Comparator.comparingInt(Step::atMillis).thenComparing(Step::isEnd));
        var begun = new HashMap<Fault, Long>();
        var applied = new ArrayList<AppliedFault>();
        for (var step : steps) {
            long left = startedMillis + step.atMillis() - System.currentTimeMillis();
            if (left > 0) {
                Thread.sleep(left);
            }
            if (step.isEnd()) {
                end(step.fault());
                var from = begun.remove(step.fault());
                applied.add(new AppliedFault(step.fault(), from == null ? 0 : from, System.currentTimeMillis()));
            } else {
                begun.put(step.fault(), System.currentTimeMillis());
                begin(step.fault());
            }
        }
        return List.copyOf(applied);
    }

    private void begin(Fault fault) throws InterruptedException {
        switch (fault.kind()) {
            case KILL -> fleet.member(fault.target()).kill();
            case FREEZE -> fleet.member(fault.target()).freeze();
            case CUT -> fleet.member(fault.target()).proxy.cut();
            case STALL -> fleet.member(fault.target()).proxy.stall();
            case LOST_REPLIES -> fleet.member(fault.target()).proxy.stallResponses();
            case HALF_OPEN -> fleet.member(fault.target()).proxy.stallOpen();
            case CLOCK -> fleet.member(fault.target()).send("clock " + fault.amount());
            case REDIS_KILL -> redis.kill();
            case REDIS_RESTART -> redis.restart();
            case REDIS_PAUSE -> redis.pause();
            case DROP -> tryHard(() -> commands.clientKill(KillArgs.Builder.typeNormal().skipme()));
            case FLUSH -> tryHard(commands::scriptFlush);
            case PAUSE -> tryHard(() -> queue(fault).pause());
        }
    }

    private void end(Fault fault) throws InterruptedException {
        switch (fault.kind()) {
            case KILL -> fleet.member(fault.target()).start();
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
    private static void tryHard(Runnable action) throws InterruptedException {
        for (int n = 1; ; n++) {
            try {
                action.run();
                return;
            } catch (RedisUnavailableException | RedisException e) {
                if (n == TRIES) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }
}
