package io.taurine.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventPatternTest {

    @ParameterizedTest
    @CsvSource({
        "user.created, user.created, true",
        "user.created, user.deleted, false",
        "user.*, user.created, true",
        "user.*, user, false",
        "user.*, user.address.changed, false",
        "*.created, user.created, true",
        "**, user, true",
        "**, a.b.c.d, true",
        "user.**, user, true",
        "user.**, user.address.changed, true",
        "user.**, users.created, false",
        "**.changed, changed, true",
        "**.changed, user.address.changed, true",
        "a.**.c.*, a.b.c.c.d, true",
        "a.**.c.*, a.b.c, false",
        "user-1.*, user-1.x_y, true"
    })
    void matches(String pattern, String name, boolean expected) {
        assertThat(EventPattern.of(pattern).matches(name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "a b",
                "a*",
                "user.***",
                "ä",
                "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u"
            })
    void refusesWhatIsNoPattern(String text) {
        assertThatThrownBy(() -> EventPattern.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "user.*", "**", ""})
    void aPatternIsNoName(String text) {
        assertThatThrownBy(() -> EventPattern.requireName(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyStarsTakeNoLongTime() {
        var pattern = EventPattern.of("**.a".repeat(9).replace("a*", "a.*") + ".b");

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(pattern.matches("a" + ".a".repeat(19))).isFalse());
    }
}
