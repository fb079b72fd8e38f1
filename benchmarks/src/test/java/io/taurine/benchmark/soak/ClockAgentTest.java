package io.taurine.benchmark.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockAgentTest {
    private static final long HOUR = 3_600_000;

    @AfterEach
    void clockIsRightAgain() {
        MovedClock.moveBy(0);
    }

    @Test
    void everyWayToAskForTheTimeIsMoved() throws Exception {
        MovedClock.moveBy(HOUR);

        var moved = times(transformed(Asking.class));

        assertThat(moved)
                .hasSize(4)
                .allSatisfy(
                        time -> assertThat(time - System.currentTimeMillis()).isBetween(HOUR - 60_000, HOUR));
    }

    @Test
    void aClassThatDoesNotAskIsLeftAlone() throws IOException {
        assertThat(ClockAgent.withMovedClock(bytes(Silent.class))).isNull();
    }

    @Test
    void numbersOfTwoPlacesInTheConstantPoolArePassedOver() throws Exception {
        assertThat(transformed(Asking.class).getMethod("number").invoke(null)).isEqualTo(123_456_789_012_345L);
    }

    private static List<Long> times(Class<?> asking) throws ReflectiveOperationException {
        return LongStream.of((long[]) asking.getMethod("times").invoke(null))
                .boxed()
                .toList();
    }

    private static Class<?> transformed(Class<?> original) throws IOException {
        var changed = Objects.requireNonNull(ClockAgent.withMovedClock(bytes(original)), "it asks for the time");
        return new ClassLoader(ClockAgentTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(original.getName(), changed, 0, changed.length);
            }
        }.define();
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (var in = type.getResourceAsStream(
                type.getName().substring(type.getPackageName().length() + 1) + ".class")) {
            return in.readAllBytes();
        }
    }

    /** What production code does. */
    public static final class Asking {
        private Asking() {}

        public static long[] times() {
            LongSupplier reference = System::currentTimeMillis;
            return new long[] {
                System.currentTimeMillis(),
                reference.getAsLong(),
                Instant.now().toEpochMilli(),
                InstantSource.system().millis()
            };
        }

        public static long number() {
            return 123_456_789_012_345L;
        }
    }

    /** Asks nobody. */
    static final class Silent {
        private Silent() {}
    }
}
