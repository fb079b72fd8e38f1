package io.taurine.queue.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdFilterTest {

    private final IdFilter filter = new IdFilter();

    @Test
    void knowsWhatWasAddedAndNothingElse() {
        IntStream.range(0, 100_000).forEach(i -> filter.add("repeat:job-" + i));
        IntStream.range(0, 100_000).forEach(i -> filter.add("repeat:job-" + i));

        assertThat(IntStream.range(0, 100_000)).allMatch(i -> filter.contains("repeat:job-" + i));
        assertThat(IntStream.range(100_000, 200_000)).noneMatch(i -> filter.contains("repeat:job-" + i));
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(filter.contains("")).isFalse();
        assertThat(filter.contains("1")).isFalse();
    }
}
