package io.taurine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void ignoresOrderSpaceAndTheFormOfNumbers() {
        assertThat(JsonText.says("{\"a\":1,\"b\":[true,null]}", "{ \"b\": [true, null], \"a\": 1.0 }"))
                .isTrue();
        assertThat(JsonText.says("1e2", "100")).isTrue();
    }

    @Test
    void seesEveryDifference() {
        assertThat(JsonText.says("{\"a\":1}", "{\"a\":2}")).isFalse();
        assertThat(JsonText.says("{\"a\":1}", "{\"a\":1,\"b\":2}")).isFalse();
        assertThat(JsonText.says("{\"a\":1}", "{\"a\":\"1\"}")).isFalse();
        assertThat(JsonText.says("[1,2]", "[2,1]")).isFalse();
        assertThat(JsonText.says("12345678901234567890", "12345678901234567891"))
                .isFalse();
    }

    @Test
    void whatIsNoJsonSaysNothing() {
        assertThat(JsonText.says("oops", "\"oops\"")).isFalse();
        assertThat(JsonText.says("{} {}", "{}")).isFalse();
    }

    @Test
    void refusesAnExpectationThatIsNoJson() {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonText.says("1", "one"));
    }
}
