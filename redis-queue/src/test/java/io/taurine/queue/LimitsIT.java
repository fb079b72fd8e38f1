package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@RedisTest
class LimitsIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestQueue keysOf;
    private final Bench bench;
    private final Queue<Object> queue;

    LimitsIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        bench = new Bench(keysOf);
        queue = bench.queue;
    }

    private Map<String, String> meta() {
        var meta = keysOf.redis().hgetall(bench.key("meta"));
        meta.remove("version");
        meta.remove("opts.maxLenEvents");
        return meta;
    }

    @Nested
    class GlobalConcurrency {

        @Test
        void isStoredReadAndRemoved() {
            assertThat(queue.getGlobalConcurrency()).isEmpty();

            queue.setGlobalConcurrency(3);

            assertThat(meta()).isEqualTo(Map.of("concurrency", "3"));
            assertThat(queue.getGlobalConcurrency()).hasValue(3);

            queue.removeGlobalConcurrency();
            queue.removeGlobalConcurrency();

            assertThat(meta()).isEmpty();
            assertThat(queue.getGlobalConcurrency()).isEmpty();
        }

        @Test
        void isUsedUpWhileSoManyJobsRun() {
            var first = bench.active();
            assertThat(queue.isMaxed()).isFalse();

            queue.setGlobalConcurrency(1);
            assertThat(queue.isMaxed()).isTrue();

            bench.settling().completed(first, "1").run();
            assertThat(queue.isMaxed()).isFalse();
        }

        @Test
        void wakesAWorkerWhenItIsRaisedOrRemoved() {
            bench.active();
            queue.setGlobalConcurrency(1);
            bench.add();
            bench.forgetMarkers();

            queue.setGlobalConcurrency(1);
            assertThat(bench.markers()).isEmpty();

            queue.setGlobalConcurrency(2);
            assertThat(bench.markers()).containsOnlyKeys("0");

            bench.forgetMarkers();
            queue.removeGlobalConcurrency();
            assertThat(bench.markers()).containsOnlyKeys("0");
        }

        @Test
        void remindsAWorkerOfTheJobThatIsDueNext() {
            bench.add(JobOptions.builder().delay(MINUTE));
            bench.forgetMarkers();

            queue.setGlobalConcurrency(1);

            assertThat(bench.markers()).containsOnlyKeys("1");
        }

        @Test
        void wakesNobodyInAPausedQueue() {
            bench.add();
            bench.add(JobOptions.builder().delay(MINUTE));
            queue.pause();

            queue.setGlobalConcurrency(5);

            assertThat(bench.markers()).isEmpty();
        }

        @Test
        void wakesAWorkerForASlotThatIsFreedWithoutAClaim() {
            var done = bench.active();
            queue.setGlobalConcurrency(1);
            bench.add();
            bench.forgetMarkers();

            bench.settling().completed(done, "1").run();

            assertThat(bench.markers()).containsOnlyKeys("0");
        }

        @Test
        void wakesAnotherWorkerWhenTheClaimOfTheOneThatFreedTheSlotIsRateLimited() {
            var done = bench.active();
            queue.setGlobalConcurrency(1);
            bench.add();
            bench.limited("5");
            bench.forgetMarkers();

            var settled = bench.settling()
                    .completed(done, "1")
                    .thenClaim(1)
                    .limiter(1, 1000)
                    .run();

            assertThat(settled.claimed().limitedMillis()).isPositive();
            assertThat(bench.markers()).containsOnlyKeys("0");
        }

        @Test
        void wakesAWorkerWhenTheJobThatHeldTheSlotIsRemoved() {
            queue.setGlobalConcurrency(1);
            var held = bench.active();
            bench.add();
            bench.forgetMarkers();
            keysOf.redis().del(keysOf.key(held) + ":lock");

            queue.remove(held);

            assertThat(bench.markers()).containsOnlyKeys("0");
        }

        @Test
        void wakesAWorkerWhenTheJobThatHeldTheSlotIsCleaned() {
            queue.setGlobalConcurrency(1);
            var held = bench.active();
            bench.add();
            bench.forgetMarkers();
            keysOf.redis().del(keysOf.key(held) + ":lock");
            bench.setField(held, "processedOn", "1000");

            assertThat(queue.clean(Duration.ZERO, 10, JobState.ACTIVE)).containsExactly(held);

            assertThat(bench.markers()).containsOnlyKeys("0");
        }

        @Test
        void refusesWhatMakesNoSense() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.setGlobalConcurrency(0))
                    .withMessage("global concurrency must be 1 or more, was 0; to stop a queue, pause it");
            assertThat(meta()).isEmpty();
        }
    }

    @Nested
    class GlobalRateLimit {

        @Test
        void isStoredReadAndRemoved() {
            assertThat(queue.getGlobalRateLimit()).isEmpty();

            queue.setGlobalRateLimit(10, MINUTE);

            assertThat(meta()).isEqualTo(Map.of("max", "10", "duration", "60000"));
            assertThat(queue.getGlobalRateLimit()).contains(new RateLimit(10, MINUTE));

            queue.removeGlobalRateLimit();

            assertThat(meta()).isEmpty();
            assertThat(queue.getGlobalRateLimit()).isEmpty();
        }

        @Test
        void holdsWorkersBackThatKnowNoLimit() {
            queue.setGlobalRateLimit(2, MINUTE);
            bench.add();
            bench.add();
            bench.add();

            assertThat(bench.claiming().wanted(5).run().ids()).hasSize(2);
            assertThat(bench.claiming().wanted(5).run().limitedMillis()).isBetween(1L, 60_000L);

            queue.removeGlobalRateLimit();
            assertThat(bench.claiming().wanted(5).run().ids()).hasSize(1);
        }

        @Test
        void refusesWhatMakesNoSense() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.setGlobalRateLimit(0, MINUTE))
                    .withMessage("max must be 1 or more, was 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.setGlobalRateLimit(1, Duration.ofNanos(1)))
                    .withMessageContaining("duration must be between 1 ms and 36500 days");
            assertThat(meta()).isEmpty();
        }
    }

    @Nested
    class ByHand {

        @Test
        void holdsBackWorkersThatKeepALimit() {
            bench.add();
            queue.rateLimit(MINUTE);

            assertThat(keysOf.redis().get(bench.key("limiter"))).isEqualTo("9007199254740991");
            assertThat(keysOf.redis().pttl(bench.key("limiter"))).isBetween(50_000L, 60_000L);
            assertThat(bench.claiming().limiter(1000, 1).run().limitedMillis()).isBetween(50_000L, 60_000L);
        }

        @Test
        void endsWithItsKey() {
            queue.rateLimit(MINUTE);
            bench.add();

            assertThat(queue.removeRateLimitKey()).isTrue();
            assertThat(queue.removeRateLimitKey()).isFalse();

            assertThat(bench.claiming().limiter(1, 1000).run().ids()).hasSize(1);
        }

        @Test
        void tellsHowLongItLasts() {
            assertThat(queue.getRateLimitTtl()).isZero();
            assertThat(queue.getRateLimitTtl(1)).isZero();

            bench.limited("5");

            assertThat(queue.getRateLimitTtl()).isBetween(Duration.ofSeconds(50), MINUTE);
            assertThat(queue.getRateLimitTtl(5)).isBetween(Duration.ofSeconds(50), MINUTE);
            assertThat(queue.getRateLimitTtl(6)).isZero();

            queue.setGlobalRateLimit(6, MINUTE);
            assertThat(queue.getRateLimitTtl()).isZero();
            queue.setGlobalRateLimit(4, MINUTE);
            assertThat(queue.getRateLimitTtl()).isBetween(Duration.ofSeconds(50), MINUTE);
        }

        @Test
        void aWindowWithoutEndLimitsNobody() {
            keysOf.redis().set(bench.key("limiter"), "5");

            assertThat(queue.getRateLimitTtl()).isZero();
        }

        @Test
        void refusesWhatMakesNoSense() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.rateLimit(Duration.ZERO))
                    .withMessageContaining("duration must be between 1 ms and 36500 days, was PT0S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.getRateLimitTtl(0))
                    .withMessage("maxJobs must be 1 or more, was 0");
            assertThat(bench.exists(bench.key("limiter"))).isFalse();
        }
    }
}
