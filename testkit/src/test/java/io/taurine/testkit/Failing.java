package io.taurine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts about assertions. */
final class Failing {
    private Failing() {}

    /** The assertion fails, and its message shows all of these parts. */
    static void assertFails(ThrowingCallable assertion, String... parts) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion).satisfies(error -> {
            for (var part : parts) {
                assertThat(error).hasMessageContaining(part);
            }
        });
    }
}
