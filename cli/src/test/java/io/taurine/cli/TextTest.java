package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void cutsLongTextBetweenCharacters() {
        assertThat(Text.oneLine("short", 10)).isEqualTo("short");
        assertThat(Text.oneLine("much too long", 8)).isEqualTo("much to…");
        assertThat(Text.oneLine("😀😀😀😀", 3)).isEqualTo("😀😀…");
    }

    @Test
    void tellsElapsedTimeInTheUnitThatFits() {
        assertThat(Text.elapsed(12)).isEqualTo("12 ms");
        assertThat(Text.elapsed(1_250)).isEqualTo("1.25 s");
        assertThat(Text.elapsed(200_000)).isEqualTo("3 m 20 s");
    }

    @Test
    void countsThings() {
        assertThat(Text.count(1, "job")).isEqualTo("1 job");
        assertThat(Text.count(0, "job")).isEqualTo("0 jobs");
    }
}
