package io.taurine.interop;

import static io.taurine.interop.Option.deduplication;
import static io.taurine.interop.Option.delay;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.interop.Side.WorkerSetup;
import io.taurine.job.Deduplication;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A deduplication id holds for both sides, whoever's job owns it. */
@RequiresNode
@RedisTest
final class DeduplicationAcrossLanguagesIT {
    private static final Map<String, Integer> DATA = Map.of("n", 1);
    private static final Map<String, Integer> OTHER = Map.of("n", 2);
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final Sides SIDES = new Sides();

    /** Whose job owns the id; the other one's jobs meet it. */
    enum Owner {
        NODE,
        JAVA;

        Side owning(TestQueue queue) {
            return this == NODE ? SIDES.node(queue) : SIDES.java(queue);
        }

        Side other(TestQueue queue) {
            return this == NODE ? SIDES.java(queue) : SIDES.node(queue);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOthersJobIsDroppedUntilTheOwnerEnds(Owner owner, TestQueue queue) {
        var owning = owner.owning(queue);
        var other = owner.other(queue);
        var simple = deduplication(Deduplication.simple("d"));
        var events = owning.events();

        var id = owning.add("echo", DATA, simple);

        assertThat(other.add("echo", OTHER, simple)).isEqualTo(id);
        events.awaitFirst("deduplicated", id);
        assertThat(other.deduplicationOwner("d")).contains(id);
        other.startWorker(WorkerSetup.DEFAULT);
        events.awaitFirst("completed", id);
        assertThat(owning.deduplicationOwner("d")).isEmpty();
        assertThat(other.add("echo", OTHER, simple)).isNotEqualTo(id);
    }

    @ParameterizedTest
    @EnumSource
    void theOthersJobReplacesADelayedOne(Owner owner, TestQueue queue) {
        var owning = owner.owning(queue);
        var other = owner.other(queue);
        var debounce = deduplication(Deduplication.debounce("d", HOUR)).and(delay(HOUR));

        var first = owning.add("echo", DATA, debounce);
        var second = other.add("echo", OTHER, debounce);

        assertThat(second).isNotEqualTo(first);
        assertThat(owning.find(first)).isEmpty();
        assertThat(owning.deduplicationOwner("d")).contains(second);
        assertThat(owning.state(second)).isEqualTo("delayed");
    }

    @ParameterizedTest
    @EnumSource
    void theOtherMovesADelayedJobInTime(Owner owner, TestQueue queue) {
        var owning = owner.owning(queue);
        var other = owner.other(queue);
        var reschedule = deduplication(Deduplication.reschedule("d"));
        var id = owning.add("echo", DATA, reschedule.and(delay(HOUR)));

        assertThat(other.add("echo", OTHER, reschedule)).isEqualTo(id);

        owning.startWorker(WorkerSetup.DEFAULT);
        owning.events().awaitFirst("completed", id);
        assertThat(owning.job(id).returnValue()).hasToString("Optional[{\"n\":1}]");
    }

    @ParameterizedTest
    @EnumSource
    void theLastJobOfTheOtherFollowsTheOwner(Owner owner, TestQueue queue) {
        var owning = owner.owning(queue);
        var other = owner.other(queue);
        var keepLast = deduplication(Deduplication.keepLast("d"));
        var id = owning.add("echo", DATA, keepLast);
        assertThat(owning.claim()).contains(id);

        assertThat(other.add("echo", Map.of("n", 0), keepLast)).isEqualTo(id);
        assertThat(other.add("echo", OTHER, keepLast)).isEqualTo(id);
        owning.complete(id, 1);

        var next = other.deduplicationOwner("d").orElseThrow();
        assertThat(next).isNotEqualTo(id);
        assertThat(other.claim()).contains(next);
        assertThat(other.job(next).data()).hasToString("{\"n\":2}");
        assertThat(owning.add("echo", Map.of("n", 3), keepLast)).isEqualTo(next);
        other.complete(next, 2);

        assertThat(owning.claim()).isEqualTo(owning.deduplicationOwner("d")).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void theOtherFreesTheId(Owner owner, TestQueue queue) {
        var owning = owner.owning(queue);
        var other = owner.other(queue);
        var throttle = deduplication(Deduplication.throttle("d", HOUR));
        var first = owning.add("echo", DATA, throttle);

        assertThat(other.removeDeduplicationKeyOfJob(first)).isTrue();
        assertThat(other.removeDeduplicationKeyOfJob(first)).isFalse();
        var second = owning.add("echo", DATA, throttle);
        assertThat(second).isNotEqualTo(first);
        assertThat(other.removeDeduplicationKeyOfJob(first)).isFalse();
        assertThat(other.removeDeduplicationKey("d")).isTrue();
        assertThat(owning.deduplicationOwner("d")).isEmpty();
    }
}
