package io.taurine.queue.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.taurine.queue.internal.GroupCommit.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private final List<List<Integer>> sent = new ArrayList<>();
    private final List<CompletableFuture<Void>> underWay = new ArrayList<>();

    private GroupCommit<Integer> door(int maxItems, long maxWeight, int maxUnderWay) {
        return new GroupCommit<>(
                new Bounds(maxItems, maxWeight, maxUnderWay, () -> maxItems), Integer::longValue, this::send);
    }

    private static Bounds oneByOne(int maxItems, long maxWeight) {
        return new Bounds(maxItems, maxWeight, 1, () -> maxItems);
    }

    private CompletionStage<?> send(List<Integer> batch) {
        sent.add(List.copyOf(batch));
        var done = new CompletableFuture<Void>();
        underWay.add(done);
        return done;
    }

    @Test
    void aLoneItemLeavesAtOnce() {
        door(10, 100, 2).submit(1);

        assertThat(sent).containsExactly(List.of(1));
    }

    @Test
    void itemsThatMeetLeaveTogetherInOrder() {
        var door = door(10, 100, 2);

        door.submit(1);
        door.submit(2);
        door.submitAll(List.of(3, 4));
        assertThat(sent).containsExactly(List.of(1));

        underWay.get(0).complete(null);
        assertThat(sent).containsExactly(List.of(1), List.of(2, 3, 4));
    }

    @Test
    void aBatchHasABoundOnItsNumber() {
        door(3, 1000, 1).submitAll(List.of(1, 2, 3, 4, 5, 6, 7));
        assertThat(sent).containsExactly(List.of(1, 2, 3));

        underWay.get(0).complete(null);
        underWay.get(1).complete(null);
        assertThat(sent).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6), List.of(7));
    }

    @Test
    void aBatchHasABoundOnItsWeightButAnItemAloneIsNeverTooHeavy() {
        door(10, 10, 1).submitAll(List.of(6, 4, 1, 50, 2));
        IntStream.range(0, 3).forEach(i -> underWay.get(i).complete(null));

        assertThat(sent).containsExactly(List.of(6, 4), List.of(1), List.of(50), List.of(2));
    }

    @Test
    void aFullBatchDoesNotWaitForTheOneUnderWay() {
        var door = door(2, 100, 2);

        door.submit(1);
        door.submit(2);
        door.submit(3);
        door.submitAll(List.of(4, 5, 6));

        assertThat(sent).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void aBatchThatIsWorthACallDoesNotWaitForTheOneUnderWay() {
        var door = new GroupCommit<Integer>(new Bounds(10, 100, 2, () -> 3), Integer::longValue, this::send);

        door.submit(1);
        door.submit(2);
        door.submit(3);
        assertThat(sent).containsExactly(List.of(1));
        door.submit(4);
        door.submitAll(List.of(5, 6, 7, 8));
        assertThat(sent).containsExactly(List.of(1), List.of(2, 3, 4));

        underWay.get(1).complete(null);
        assertThat(sent).containsExactly(List.of(1), List.of(2, 3, 4), List.of(5, 6, 7, 8));
    }

    @Test
    void aBatchThatFailsDoesNotStopTheNext() {
        var door = door(10, 100, 1);

        door.submit(1);
        door.submit(2);
        underWay.get(0).completeExceptionally(new IllegalStateException("boom"));
        door.submit(3);
        underWay.get(1).complete(null);

        assertThat(sent).containsExactly(List.of(1), List.of(2), List.of(3));
    }

    @Test
    void aSenderThatThrowsDoesNotStopTheNext() {
        var calls = new ArrayList<List<Integer>>();
        var door = new GroupCommit<Integer>(oneByOne(10, 100), Integer::longValue, batch -> {
            calls.add(batch);
            throw new IllegalStateException("boom");
        });

        assertThatCode(() -> {
                    door.submit(1);
                    door.submit(2);
                })
                .doesNotThrowAnyException();
        assertThat(calls).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void manyBatchesThatEndAtOnceDoNotPileUpOnTheStack() {
        var count = new int[1];
        var door = new GroupCommit<Integer>(oneByOne(1, 100), Integer::longValue, batch -> {
            count[0]++;
            return CompletableFuture.completedFuture(null);
        });

        door.submitAll(IntStream.range(0, 100_000).boxed().toList());

        assertThat(count[0]).isEqualTo(100_000);
    }

    @Test
    void theNextBatchLeavesThroughTheExecutorOrAtOnceWhenThatIsClosed() {
        var handedOver = new ArrayList<Runnable>();
        var closed = new boolean[1];
        var door = new GroupCommit<Integer>(oneByOne(10, 100), Integer::longValue, this::send, task -> {
            if (closed[0]) {
                throw new RejectedExecutionException();
            }
            handedOver.add(task);
        });

        door.submit(1);
        door.submit(2);
        underWay.get(0).complete(null);
        assertThat(sent).containsExactly(List.of(1));
        handedOver.get(0).run();
        assertThat(sent).containsExactly(List.of(1), List.of(2));

        door.submit(3);
        closed[0] = true;
        underWay.get(1).complete(null);
        assertThat(sent).containsExactly(List.of(1), List.of(2), List.of(3));
    }

    @Test
    void neverSendsMoreAtOnceThanAllowedNorAnItemTwice() throws Exception {
        var seen = new ArrayList<Integer>();
        var most = new int[2];
        var door = new GroupCommit<Integer>(new Bounds(7, 1_000_000, 2, () -> 3), item -> 1, batch -> {
            synchronized (seen) {
                seen.addAll(batch);
                most[0] = Math.max(most[0], ++most[1]);
            }
            return CompletableFuture.runAsync(() -> {
                synchronized (seen) {
                    most[1]--;
                }
            });
        });
        var ready = new CountDownLatch(4);
        var all = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> {
                            ready.countDown();
                            IntStream.range(0, 500).forEach(i -> door.submit(thread * 500 + i));
                        },
                        new ForkJoinPool(1)))
                .toArray(CompletableFuture<?>[]::new);

        CompletableFuture.allOf(all).get();

        org.awaitility.Awaitility.await().untilAsserted(() -> {
            synchronized (seen) {
                assertThat(seen).hasSize(2000).doesNotHaveDuplicates();
            }
        });
        assertThat(most[0]).isLessThanOrEqualTo(2);
    }
}
