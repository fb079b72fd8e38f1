package io.taurine.queue;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Numbers as any client may have stored them: a fraction is cut, what is no number counts as absent. */
final class StoredNumbers {

    private StoredNumbers() {}

    static OptionalLong number(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of((long) Double.parseDouble(text));
        } catch (NumberFormatException noNumber) {
            return OptionalLong.empty();
        }
    }

    static OptionalInt integer(@Nullable String text) {
        var number = number(text);
        return number.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number.getAsLong())));
    }
}
