package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void alignsTextToTheLeftAndNumbersToTheRight() {
        var table = new Table("NAME", "JOBS").row("mail", 7).row("thumbnails", 1200);

        assertThat(table).hasToString("""
                NAME        JOBS
                mail           7
                thumbnails  1200""");
    }

    @Test
    void keepsLineBreaksAndEscapesOfJobsOutOfTheTable() {
        var table = new Table("A", "B").row("one\ntwo", "\033[31mred");

        assertThat(table.toString().lines()).hasSize(2);
        assertThat(table.toString()).doesNotContain("\033");
    }
}
