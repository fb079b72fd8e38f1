package io.taurine.repeat;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadCronPatternTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            60 * * * * *    ; second       ; 60      ; 60 is out of range ; 0-59
            60 * * * *      ; minute       ; 60      ; 60 is out of range ; 0-59
            99999999999 * * * * ; minute   ; 99999999999 ; out of range   ; 0-59
            * 24 * * *      ; hour         ; 24      ; 24 is out of range ; 0-23
            * * 0 * *       ; day of month ; 0       ; 0 is out of range  ; 1-31 or L
            * * 32 * *      ; day of month ; 32      ; 32 is out of range ; 1-31 or L
            * * * 13 *      ; month        ; 13      ; 13 is out of range ; 1-12 or JAN-DEC
            * * 1 SUN *     ; month        ; SUN     ; SUN is out of range ; 1-12 or JAN-DEC
            * * * * 8       ; day of week  ; 8       ; 8 is out of range  ; 0-7
            * * * * AUG     ; day of week  ; AUG     ; AUG is out of range ; 0-7
            * * * * FOO     ; day of week  ; FOO     ; no name            ; SUN-SAT
            a * * * *       ; minute       ; a       ; no number          ; 0-59
            1.5 * * * *     ; minute       ; 1.5     ; no value           ; 0-59
            -1 * * * *      ; minute       ; -1      ; no value           ; 0-59
            5-1 * * * *     ; minute       ; 5-1     ; must not descend   ; 0-59
            * 22-2 * * *    ; hour         ; 22-2    ; must not descend   ; 0-23
            * * * * 6-0     ; day of week  ; 6-0     ; must not descend   ; 0-7
            */0 * * * *     ; minute       ; */0     ; 1 or more          ; 0-59
            */ * * * *      ; minute       ; */      ; no value           ; 0-59
            1-3-5 * * * *   ; minute       ; 1-3-5   ; no value           ; 0-59
            5* * * * *      ; minute       ; 5*      ; no value           ; 0-59
            "1,1 * * * *"   ; minute       ; "1,1"   ; already has        ; 0-59
            "1-3,2 * * * *" ; minute       ; "1-3,2" ; already has        ; 0-59
            "*,5 * * * *"   ; minute       ; "*,5"   ; already has        ; 0-59
            "* * * * 0,7"   ; day of week  ; "0,7"   ; already has        ; 0-7
            "* * L,L * *"   ; day of month ; "L,L"   ; already has        ; 1-31 or L
            "* * * * 5L,5L" ; day of week  ; "5L,5L" ; already has        ; 0-7
            "1,,2 * * * *"  ; minute       ; "1,,2"  ; no value           ; 0-59
            * * * * L       ; day of week  ; L       ; no name            ; 0-7
            * * L-3 * *     ; day of month ; L-3     ; no number          ; 1-31 or L
            * * 15W * *     ; day of month ; 15W     ; no number          ; 1-31 or L
            L * * * *       ; minute       ; L       ; no number          ; 0-59
            * * * * 5#0     ; day of week  ; 5#0     ; 1 to 5             ; 0-7
            * * * * 5#6     ; day of week  ; 5#6     ; 1 to 5             ; 0-7
            * * * * 1-5#1   ; day of week  ; 1-5#1   ; no value           ; 0-7
            H * * * *       ; minute       ; H       ; drawn anew by each process ; 0-59
            H(0-29)/10 * * * * ; minute    ; H(0-29)/10 ; drawn anew by each process ; 0-59
            """)
    void namesFieldValueAndWhatIsAllowed(String pattern, String field, String value, String what, String allowed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.cron(pattern, ZoneOffset.UTC))
                .withMessageStartingWith("cron pattern '" + pattern + "': " + field + " '" + value + "': ")
                .withMessageContaining(what)
                .withMessageContaining(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4 ?", "0 0 31 2,4,6,9,11 *", "0 0 30,31 FEB *"})
    void aDayThatNeverComesIsRefused(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.cron(pattern, ZoneOffset.UTC))
                .withMessageContaining("never comes in month");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@reboot", "@DAILY", "@"})
    void anUnknownPredefinedPatternIsAnsweredWithTheKnownOnes(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.cron(pattern, ZoneOffset.UTC))
                .withMessageContaining("@annually, @daily, @hourly");
    }

    @Test
    void moreThanSixFieldsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.cron("* * * * * * *", ZoneOffset.UTC))
                .withMessageContaining("at most 6 fields, has 7");
    }

    @Test
    void blanksAloneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.cron("   ", ZoneOffset.UTC))
                .withMessageContaining("blank");
    }

    @Test
    void anEndlessPatternIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.cron("0,".repeat(600) + "0 * * * *", ZoneOffset.UTC))
                .withMessageContaining("at most 1024 characters, had 1209");
    }
}
