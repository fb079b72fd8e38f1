package io.taurine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TestClusterIT {

    private static final String KEY = "bull:{mail}:wait";

    @Test
    void threeMastersWithAReplicaEachServeAllSlotsAndCanBeMovedAndKilled() {
        try (var cluster =
                TestCluster.builder().nodeTimeout(Duration.ofSeconds(1)).start()) {
            assertThat(cluster.nodes()).hasSize(6);
            assertThat(cluster.masters()).hasSize(3);
            assertThat(cluster.uri().split(",", -1)).hasSize(6);

            var source = cluster.masterOf(KEY);
            cluster.commands(source).set(KEY, "x");
            var target = cluster.masters().stream()
                    .filter(master -> master != source)
                    .findFirst()
                    .orElseThrow();
            var move = cluster.move(KEY, target);
            assertThat(move.moveSome(10)).isEqualTo(1);
            assertThatThrownBy(() -> cluster.commands(source).get(KEY))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageStartingWith("ASK");
            move.finish();
            assertThat(cluster.masterOf(KEY)).isSameAs(target);
            assertThat(cluster.queue("{mail}").redis().get(KEY)).isEqualTo("x");

            var replica = cluster.replicaOf(target);
            cluster.commands(target).waitForReplication(1, 5_000);
            target.kill();
            ServerGroup.await(() -> cluster.masterOf(KEY) == replica, () -> "a replica that took over");
            cluster.awaitHealthy();
            assertThat(cluster.queue("{mail}").redis().get(KEY)).isEqualTo("x");
        }
    }

    @Test
    void aTimeoutBelowWhatRedisCanDoIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestCluster.builder().nodeTimeout(Duration.ofMillis(10)))
                .withMessageContaining("nodeTimeout must be 500 ms or more");
    }

    @Test
    void sentinelsHandOverWhenTheMasterDies() {
        try (var sentinels = TestSentinels.start()) {
            var first = sentinels.master();
            sentinels.commands(first).set("k", "x");
            sentinels.commands(first).waitForReplication(2, 5_000);

            first.kill();

            ServerGroup.await(() -> sentinels.master() != first, () -> "another master");
            assertThat(sentinels.queue("mail").redis().get("k")).isEqualTo("x");
        }
    }
}
