package io.taurine.benchmark.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlansTest {
    private static final Role PRODUCER =
            Role.ALL.stream().filter(role -> !role.isWorker()).findFirst().orElseThrow();

    @Test
    void theSameSeedGivesTheSameFaultsAndJobsInEachRound() {
        for (int round = 1; round <= 3; round++) {
            assertThat(FaultPlan.of(options(5), round)).isEqualTo(FaultPlan.of(options(5), round));
            assertThat(JobPlan.of(options(5), PRODUCER, round).lines())
                    .isEqualTo(JobPlan.of(options(5), PRODUCER, round).lines());
        }
    }

    @Test
    void anotherSeedOrRoundGivesOthers() {
        var seen = new HashSet<List<Fault>>();
        for (int seed = 1; seed <= 5; seed++) {
            for (int round = 1; round <= 5; round++) {
                assertThat(seen.add(FaultPlan.of(options(seed), round))).isTrue();
            }
        }
    }

    @Test
    void noTargetHasTwoFaultsAtATime() {
        for (int seed = 1; seed <= 20; seed++) {
            var faults = FaultPlan.of(options(seed), 1);
            for (int i = 0; i < faults.size(); i++) {
                for (var later : faults.subList(i + 1, faults.size())) {
                    if (later.target().equals(faults.get(i).target())) {
                        assertThat(later.atMillis()).isGreaterThan(faults.get(i).endMillis());
                    }
                }
            }
        }
    }

    @Test
    void onlyTheKindsAskedForAreMade() {
        var options = options(1, Set.of(FaultKind.KILL));

        assertThat(FaultPlan.of(options, 1))
                .isNotEmpty()
                .allMatch(fault -> fault.kind() == FaultKind.KILL)
                .noneMatch(fault -> fault.target().equals("java-worker-1"));
        assertThat(FaultPlan.of(options(1, Set.of()), 1)).isEmpty();
    }

    @Test
    void everyJobHasAKeyOfItsOwn() {
        var keys = new HashSet<String>();
        for (var role : Role.ALL) {
            if (!role.isWorker()) {
                JobPlan.of(options(1), role, 1)
                        .jobs()
                        .forEach(job -> assertThat(keys.add(job.key())).isTrue());
            }
        }
        assertThat(keys).hasSizeGreaterThan(100);
    }

    private static SoakOptions options(long seed) {
        return options(seed, EnumSet.allOf(FaultKind.class));
    }

    private static SoakOptions options(long seed, Set<FaultKind> only) {
        var here = Path.of("");
        return new SoakOptions(seed, 20_000, 50, only, true, here, here, here, 1_000);
    }
}
