package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ListenerThreadTest {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    private final WorkerListener<String> recorder = new WorkerListener<>() {
        @Override
        public void onStalled(String jobId) {
            heard.add(jobId);
        }
    };

    @Test
    void tellsInOrderAndHearsAllBeforeItCloses() {
        var listeners = new ListenerThread<>("line", List.of(recorder));

        IntStream.range(0, 1000).forEach(i -> listeners.tell(listener -> listener.onStalled(Integer.toString(i))));
        listeners.close(Duration.ofSeconds(10));

        assertThat(heard)
                .containsExactlyElementsOf(
                        IntStream.range(0, 1000).mapToObj(Integer::toString).toList());
    }

    @Test
    void aListenerThatThrowsKeepsNothingFromTheOthers() {
        var listeners = new ListenerThread<>("line", List.of(throwing(), recorder));

        listeners.tell(listener -> listener.onStalled("1"));
        listeners.tell(listener -> listener.onStalled("2"));
        listeners.close(Duration.ofSeconds(10));

        assertThat(heard).containsExactly("1", "2");
    }

    @Test
    void tellsThoseThatCameLater() {
        var listeners = new ListenerThread<String>("line", List.of());
        listeners.add(recorder);

        listeners.tell(listener -> listener.onStalled("1"));
        listeners.close(Duration.ofSeconds(10));

        assertThat(heard).containsExactly("1");
    }

    @Test
    void tellsNothingAfterItWasClosed() {
        var listeners = new ListenerThread<>("line", List.of(recorder));
        listeners.close(Duration.ofSeconds(10));

        listeners.tell(listener -> listener.onStalled("1"));

        assertThat(heard).isEmpty();
    }

    @Test
    void doesNotWaitForASlowListenerForEver() {
        var never = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var listeners = new ListenerThread<>("line", List.of(recorder));
        listeners.tell(listener -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });

        listeners.close(Duration.ofMillis(20));

        assertThat(interrupted)
                .satisfies(
                        latch -> assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue());
    }

    private static WorkerListener<String> throwing() {
        return new WorkerListener<>() {
            @Override
            public void onStalled(String jobId) {
                throw new IllegalStateException("on purpose");
            }
        };
    }
}
