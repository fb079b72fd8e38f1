package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DemoIT {

    private final Cli cli = Cli.on("redis://127.0.0.1:1");

    @Test
    void tellsTheStoryOfTwentyJobs() {
        var run = cli.done("demo");

        assertThat(run.out())
                .containsPattern("failed +charge order 4711 +the card terminal is busy; again in 500ms")
                .containsPattern("failed +charge order 4711 +the card terminal is busy; again in 1s")
                .containsPattern("done +charge order 4711 +on attempt 3")
                .containsPattern("busy +report november +\\[=+ *] 50 %")
                .containsPattern("done +reminder dentist +delayed by 3s")
                .containsPattern("completed +20")
                .containsPattern("redis-cli -p [0-9]+ HGETALL bull:shop:1")
                .contains("./taurine demo --keep");
        assertThat(run.out().indexOf("done    password")).isLessThan(run.out().indexOf("done    newsletter"));
        assertThat(run.out().lines()).allMatch(line -> Text.width(line) <= 100);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void tellsItAsJsonToo() {
        var lines = cli.jsonLines("demo");

        assertThat(lines)
                .filteredOn(line -> line.get("event").asText().equals("completed"))
                .hasSize(20);
        assertThat(lines.get(lines.size() - 1).at("/counts/completed").asInt()).isEqualTo(20);
    }

    @Test
    void keepsTheServerUntilEnter() {
        var run = cli.reading("\n").done("demo", "--keep");

        assertThat(run.out()).contains("Redis stays up until you press Enter");
    }
}
