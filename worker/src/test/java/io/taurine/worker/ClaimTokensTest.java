package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClaimTokensTest {

    @Test
    void eachIsTheWorkersIdAndANumberThatGrows() {
        var tokens = new ClaimTokens("w");

        assertThat(Stream.generate(tokens::next).limit(3)).containsExactly("w:0", "w:1", "w:2");
    }
}
