package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.interop.CronParserBatch.Answer;
import io.taurine.interop.CronParserBatch.Question;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Taurine's cron and cron-parser, which BullMQ evaluates patterns with, agree to the second. */
@RequiresNode
final class CronDifferentialIT {

    private static final long SEED = 20261122;

    @Test
    void seededPatternsRunAtTheSameTimes() {
        var questions = new CronTriples(SEED).seeded(12_000);

        assertThat(differences(questions)).isEmpty();
    }

    @Test
    void everyClockChangeOfFiveZonesInTenYearsRunsAtTheSameTimes() {
        var questions = new CronTriples(SEED).aroundClockChanges();

        assertThat(questions).hasSizeGreaterThan(8_000);
        assertThat(differences(questions)).isEmpty();
    }

    private static List<String> differences(List<Question> questions) {
        var theirs = CronParserBatch.ask(questions);
        var differences = new ArrayList<String>();
        for (int i = 0; i < questions.size(); i++) {
            var question = questions.get(i);
            var answer = theirs.get(i);
            var ours = ours(question);
            if (answer.isRefused() || !ours.equals(Optional.of(Instant.ofEpochMilli(answer.next())))) {
                differences.add(question + ": ours " + ours + ", cron-parser's " + answer);
            }
        }
        return differences;
    }

    private static Optional<Instant> ours(Question question) {
        return Schedule.cron(question.pattern(), Zones.parse(question.zone())).nextAfter(question.from());
    }
}
