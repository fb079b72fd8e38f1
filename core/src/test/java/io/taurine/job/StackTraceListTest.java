package io.taurine.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackTraceListTest {

    @Test
    void appendsTheNewestTraceAtTheEnd() {
        var json = StackTraceList.append("[\"first\"]", new IllegalStateException("second"), -1);

        assertThat(StackTraceList.read(json)).hasSize(2).first().isEqualTo("first");
        assertThat(StackTraceList.read(json).get(1))
                .startsWith("java.lang.IllegalStateException: second")
                .contains("StackTraceListTest");
    }

    @Test
    void keepsOnlyTheNewestUpToTheLimit() {
        var json = StackTraceList.append("[\"1\",\"2\",\"3\"]", new IllegalStateException("4"), 2);

        assertThat(StackTraceList.read(json)).hasSize(2).first().isEqualTo("3");
    }

    @Test
    void aLimitOfZeroStoresNone() {
        assertThat(StackTraceList.append("[\"1\"]", new IllegalStateException(), 0))
                .isEqualTo("[]");
    }

    @Test
    void startsAnewWhereTheStoredTextIsUnreadable() {
        var json = StackTraceList.append("{broken", new IllegalStateException("only"), 5);

        assertThat(StackTraceList.read(json)).hasSize(1);
    }

    @Test
    void cutsATraceThatWouldFillTheHash() {
        var json = StackTraceList.append(null, new IllegalStateException("x".repeat(100_000)), 5);

        assertThat(StackTraceList.read(json))
                .singleElement()
                .asString()
                .hasSizeLessThan(17_000)
                .endsWith("... cut");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"a\":\"b\"}", "\"text\"", "null", "[", "3"})
    void readsWhatIsNoArrayAsNone(String stored) {
        assertThat(StackTraceList.read(stored)).isEmpty();
    }

    @Test
    void readsAnAbsentTextAsNone() {
        assertThat(StackTraceList.read(null)).isEmpty();
    }
}
