package io.taurine.queue.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedConnectionNameTest {

    @Test
    void holdsTheNamesOfAll() {
        var names = List.of("bull:cTE=", "bull:cTI=:w:mill", "bull:cTI=:w:a|b%7C%25");

        assertThat(SharedConnectionName.parts(SharedConnectionName.of(names))).isEqualTo(names);
    }

    @Test
    void anyOtherNameStandsForItself() {
        assertThat(SharedConnectionName.parts("bull:cTE=:w:a|b%7C")).containsExactly("bull:cTE=:w:a|b%7C");
        assertThat(SharedConnectionName.parts("")).containsExactly("");
    }

    @Test
    void leavesOutWhatRedisWouldRefuse() {
        var name = SharedConnectionName.of(List.of("bull:cTE=:w:two words", "bull:cTE=:w:größer", "bull:cTI="));

        assertThat(SharedConnectionName.parts(name)).containsExactly("bull:cTI=");
    }

    @Test
    void isBounded() {
        var name = SharedConnectionName.of(Collections.nCopies(10_000, "bull:c29tZSBxdWV1ZQ=="));

        assertThat(name.length()).isBetween(60_000, 70_000);
    }
}
