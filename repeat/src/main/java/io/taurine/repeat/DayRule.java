package io.taurine.repeat;

import java.time.LocalDate;

/** Which days count. The month has been looked at before. */
interface DayRule {

    boolean matches(LocalDate day);
}
