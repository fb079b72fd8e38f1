package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewCommandTest {

    /** A port where nobody listens: the command must not care. */
    private final Cli cli = Cli.on("redis://localhost:1");

    @Test
    void listsTheNextTimesOfAPatternInItsZoneAndInUtc() {
        var run = cli.done(
                "preview",
                "--cron",
                "30 2 * * *",
                "--tz",
                "America/New_York",
                "--from",
                "2027-03-13T12:00:00Z",
                "--count",
                "2");

        assertThat(run.lines())
                .containsExactly(
                        "UTC                   IN America/New_York",
                        "2027-03-14T07:30:00Z  Sun 2027-03-14 03:30:00 -04:00",
                        "2027-03-15T06:30:00Z  Mon 2027-03-15 02:30:00 -04:00");
    }

    @Test
    void listsTheNextTimesOfAnInterval() {
        var document = cli.json("preview", "--every", "90s", "--from", "1800000000000", "--count", "2");

        assertThat(document.toString())
                .isEqualTo("{\"every\":90000,\"tz\":\"UTC\",\"times\":[1800000090000,1800000180000]}");
    }

    @Test
    void readsOtherDialectsAndShowsThePatternAsItIsHere() {
        var document = cli.json(
                "preview",
                "--cron",
                "0 0 12 ? * 2-6",
                "--dialect",
                "quartz",
                "--from",
                "1800000000000",
                "--count",
                "1");

        assertThat(document.toString())
                .isEqualTo("{\"pattern\":\"0 0 12 * * 1-5\",\"tz\":\"UTC\",\"times\":[1800014400000]}");
    }

    @Test
    void beginsNowAndShowsTenInUtcUnlessAskedOtherwise() {
        var document = cli.json("preview", "--cron", "@hourly");

        assertThat(document.path("pattern").asText()).isEqualTo("@hourly");
        assertThat(document.path("tz").asText()).isEqualTo("UTC");
        assertThat(document.path("times")).hasSize(10);
        assertThat(Instant.ofEpochMilli(document.path("times").path(0).asLong()))
                .isAfter(Instant.now().minusSeconds(60));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            --cron=0 0 0 1W * ? --dialect=quartz ; W, the weekday nearest to a day
            --cron=@daily --dialect=fcron   ; 'fcron' is no cron dialect; there are quartz, spring, unix, cron4j
            --every=5s --dialect=unix       ; --dialect goes only with --cron
            --cron=61 * * * *               ; minute '61': 61 is out of range
            --cron=@daily --tz=+02:00       ; zone '+02:00' is not known
            --cron=@daily --count=0         ; --count must be 1 to 10000, was 0
            --every=0s                      ; every must be a whole number of milliseconds
            --every=5                       ; '5' is not a duration
            --cron=@daily --every=5s        ; mutually exclusive
            --tz=UTC                        ; --cron
            --cron=@daily --from=yesterday  ; 'yesterday' is neither
            """)
    void refusesWhatIsNoSchedule(String options, String message) {
        var run = cli.run(("preview " + options).split(" (?=--)"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message);
        assertThat(run.out()).isEmpty();
    }
}
