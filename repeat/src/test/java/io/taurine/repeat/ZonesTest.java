package io.taurine.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZonesTest {

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, Europe/Berlin",
        "america/new_york, America/New_York",
        "utc, UTC",
        "GMT, GMT",
        "EST, UTC-5",
        "PST8PDT, PST8PDT",
        "UTC+3, UTC+3",
        "utc+03, UTC+3",
        "UTC-5, UTC-5",
        "UTC+5:30, UTC+5:30",
        "UTC-3:30, UTC-3:30",
        "UTC+0, UTC",
    })
    void areReadAsBullMqDoesAndWrittenSoThatItCan(String text, String written) {
        assertThat(Zones.text(Zones.parse(text))).isEqualTo(written);
        assertThat(Zones.parse(written).getRules()).isEqualTo(Zones.parse(text).getRules());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "+02:00", "Z", "UT", "GMT+3", "5", "UTC3", "UTC+5:3", "UTC+123", "Foo/Bar", "Europe"})
    void otherTextsAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zones.parse(text))
                .withMessageContaining("zone '" + text + "' is not known")
                .withMessageContaining("Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC+19", "UTC+18:30", "UTC+3:60"})
    void offsetsNobodyHasAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Zones.parse(text)).withMessageContaining("out of range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "system", "LOCAL"})
    void theZoneOfTheProcessIsReadButNeverWritten(String text) {
        var tokyo = ZoneId.of("Asia/Tokyo");

        assertThat(Zones.read(text, tokyo)).isEqualTo(tokyo);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zones.parse(text))
                .withMessageContaining("differs from process to process");
    }

    @Test
    void javasOwnOffsetsGetATextBullMqKnows() {
        assertThat(Zones.text(ZoneOffset.ofHours(2))).isEqualTo("UTC+2");
        assertThat(Zones.text(ZoneOffset.UTC)).isEqualTo("UTC");
        assertThat(Zones.text(ZoneId.of("GMT-03:30"))).isEqualTo("UTC-3:30");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.cron("* * * * *", ZoneOffset.ofTotalSeconds(61)))
                .withMessageContaining("whole minutes");
    }
}
