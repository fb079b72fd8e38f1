package io.taurine.benchmark.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The faults of one round: the same for the same seed, round, length and kinds. */
final class FaultPlan {
    private static final int MILLIS_PER_FAULT = 1_200;
    private static final int FIRST_MILLIS = 500;
    private static final int TRIES = 20;

    private FaultPlan() {}

    static List<Fault> of(SoakOptions options, int round) {
        var random = options.random("faults", round);
        var kinds = List.copyOf(options.only());
        var faults = new ArrayList<Fault>();
        int wanted = kinds.isEmpty() ? 0 : Math.max(2, options.roundMillis() / MILLIS_PER_FAULT);
        for (int n = 0; n < wanted; n++) {
            for (int tries = 0; tries < TRIES; tries++) {
                var fault = draw(random, kinds, options.roundMillis());
                if (faults.stream().noneMatch(other -> collide(fault, other))) {
                    faults.add(fault);
                    break;
                }
            }
        }
        faults.sort(Fault.BY_TIME);
        return List.copyOf(faults);
    }

    private static Fault draw(Random random, List<FaultKind> kinds, int roundMillis) {
        var kind = kinds.get(random.nextInt(kinds.size()));
        int at = FIRST_MILLIS + random.nextInt(Math.max(1, roundMillis - FIRST_MILLIS));
        int millis = kind.leastMillis + random.nextInt(kind.mostMillis - kind.leastMillis + 1);
        var target = target(random, kind);
        long amount = kind == FaultKind.CLOCK ? (random.nextInt(20) - 10) * 60_000L + 30_000 : 0;
        return new Fault(at, kind, target, millis, amount);
    }

    private static String target(Random random, FaultKind kind) {
        return switch (kind.reach) {
            case REDIS -> Fault.REDIS;
            case QUEUE -> pick(random, Queues.PAUSED_AT_TIMES);
            case PROCESS -> {
                var names = Role.ALL.stream()
                        .filter(role -> kind != FaultKind.KILL || role.isMortal())
                        .filter(role -> kind != FaultKind.TERMINATE || (role.isMortal() && role.isWorker()))
                        .filter(role -> kind != FaultKind.CLOCK || role.hasClock())
                        .map(Role::name)
                        .toList();
                yield pick(random, names);
            }
        };
    }

    private static String pick(Random random, List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    /** One fault at a time for each target, as the second would end the first. */
    private static boolean collide(Fault one, Fault other) {
        boolean sameTime = one.atMillis() <= other.endMillis() + 200 && other.atMillis() <= one.endMillis() + 200;
        return sameTime && one.target().equals(other.target());
    }
}
