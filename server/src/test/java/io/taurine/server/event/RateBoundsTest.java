package io.taurine.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateBoundsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RateBounds rates = new RateBounds(10, nanos::get);

    @Test
    void aSecondsWorthMayComeAtOnceAndMoreAsTimeGoesOn() {
        assertThat(taken("a", 15)).isEqualTo(10);

        nanos.addAndGet(500_000_000L);

        assertThat(taken("a", 15)).isEqualTo(5);
        nanos.addAndGet(60_000_000_000L);
        assertThat(taken("a", 15)).isEqualTo(10);
    }

    @Test
    void eachSourceHasItsOwn() {
        assertThat(taken("a", 10)).isEqualTo(10);
        assertThat(taken("b", 10)).isEqualTo(10);
    }

    private long taken(String source, int tries) {
        return IntStream.range(0, tries).filter(n -> rates.take(source)).count();
    }
}
