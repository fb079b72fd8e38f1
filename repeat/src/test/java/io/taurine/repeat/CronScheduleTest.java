package io.taurine.repeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test vectors of the wire specification, section 2.5. */
class CronScheduleTest {

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(delimiter = ';', textBlock = """
            */15 * * * *         ; UTC ; 2027-01-15T08:07:30.500 ; 2027-01-15T08:15:00 2027-01-15T08:30:00
            */20 * * * * *       ; UTC ; 2027-01-15T08:07:30.500 ; 2027-01-15T08:07:40 2027-01-15T08:08:00
            0 0 * * *            ; UTC ; 2027-01-15T00:00:00     ; 2027-01-16T00:00
            10 3                 ; UTC ; 2027-01-15T08:07:30     ; 2027-10-06T00:00 2027-10-06T00:01
            5/10 * * * * *       ; UTC ; 2027-01-15T08:07:30     ; 2027-01-15T08:07:35 2027-01-15T08:07:45 2027-01-15T08:07:55
            0 9 L 2 *            ; UTC ; 2027-01-15T08:07:30     ; 2027-02-28T09:00 2028-02-29T09:00
            0 9 15,L * *         ; UTC ; 2027-01-15T10:00        ; 2027-01-31T09:00 2027-02-15T09:00 2027-02-28T09:00
            0 9 * * 5L           ; UTC ; 2027-01-15T08:07:30     ; 2027-01-29T09:00 2027-02-26T09:00 2027-03-26T09:00
            0 9 * * MON#1        ; UTC ; 2027-01-15T08:07:30     ; 2027-02-01T09:00 2027-03-01T09:00 2027-04-05T09:00
            0 9 13 * 5           ; UTC ; 2027-01-01T08:07:30     ; 2027-01-01T09:00 2027-01-08T09:00 2027-01-13T09:00
            0 9 13 * ?           ; UTC ; 2027-01-01T08:07:30     ; 2027-01-13T09:00 2027-02-13T09:00
            0 0 * * 5-7/2        ; UTC ; 2027-01-13T08:50        ; 2027-01-15T00:00 2027-01-17T00:00 2027-01-22T00:00
            */7 * * * *          ; UTC ; 2027-01-15T08:50        ; 2027-01-15T08:56 2027-01-15T09:00 2027-01-15T09:07
            @weekly              ; UTC ; 2027-01-15T08:07:30     ; 2027-01-17T00:00
            30 2 * * *           ; America/New_York ; 2027-03-13T12:00 ; 2027-03-14T07:30 2027-03-15T06:30
            30 1 * * *           ; America/New_York ; 2027-11-06T12:00 ; 2027-11-07T05:30 2027-11-08T06:30
            0 */2 * * *          ; America/New_York ; 2027-03-14T04:30 ; 2027-03-14T05:00 2027-03-14T07:00 2027-03-14T08:00
            0 0 * * *            ; Asia/Kolkata     ; 2027-01-15T08:07:30 ; 2027-01-15T18:30
            """)
    void agreesWithTheSpecification(String pattern, String zone, String from, String expected) {
        var runs = Arrays.stream(expected.split(" ")).map(CronScheduleTest::utc).toList();

        assertThat(Schedule.cron(pattern, Zones.parse(zone)).next(utc(from), runs.size()))
                .isEqualTo(runs);
    }

    private static Instant utc(String text) {
        return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
