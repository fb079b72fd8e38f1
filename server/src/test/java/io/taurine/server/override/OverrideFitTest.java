package io.taurine.server.override;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Priority;
import io.taurine.server.definition.RetryRule;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverrideFitTest {

    private record Params(int number) {}

    private final Definition<Params> definition = Definition.of("sum", Params.class, (params, context) -> null)
            .retry(RetryRule.exponential(3, Duration.ofSeconds(10)))
            .timeout(Duration.ofMinutes(1))
            .build();

    private static final Definition<String> LONELY = Definition.of("lonely", String.class, (params, context) -> null)
            .singleRunning(true)
            .schedule(Schedule.every(Duration.ofMinutes(5)))
            .build();

    @Test
    void whatIsSetIsOtherwiseAndTheRestAsTheDefinitionSays() {
        var override = DefinitionOverride.builder()
                .enabled(false)
                .attempts(7)
                .concurrency(4)
                .processConcurrency(2)
                .lockLifetime(Duration.ofSeconds(90))
                .withoutTimeout()
                .priority(Priority.LOW)
                .build();

        var fit = OverrideFit.of(override, definition);
        var effective = OverrideFit.apply(fit.good(), definition);

        assertThat(fit.problems()).isEmpty();
        assertThat(effective.isEnabled()).isFalse();
        assertThat(effective.retry()).isEqualTo(definition.retry().withAttempts(7));
        assertThat(effective.concurrency()).hasValue(4);
        assertThat(effective.processConcurrency()).isEqualTo(2);
        assertThat(effective.lockLifetime()).isEqualTo(Duration.ofSeconds(90));
        assertThat(effective.timeout()).isEmpty();
        assertThat(effective.priority()).isEqualTo(Priority.LOW);
        assertThat(effective.schedule()).isEmpty();
        assertThat(effective.handler()).isSameAs(definition.handler());
    }

    @Test
    void aScheduleIsReplacedOrTakenAway() {
        var nightly = Schedule.cron("0 3 * * *", Zones.parse("Europe/Berlin"));
        var other = DefinitionOverride.builder().schedule(nightly).build();
        var none = DefinitionOverride.builder().withoutSchedule().build();

        assertThat(OverrideFit.apply(OverrideFit.of(other, LONELY).good(), LONELY)
                        .schedule())
                .contains(nightly);
        assertThat(OverrideFit.apply(OverrideFit.of(none, LONELY).good(), LONELY)
                        .schedule())
                .isEmpty();
    }

    @Test
    void aScheduleMayBeAPreset() {
        var preset = OverrideFit.of(DefinitionOverride.of(Map.of("schedule", "noon in Europe/Berlin")), LONELY);
        var unknown = OverrideFit.of(DefinitionOverride.of(Map.of("schedule", "sometimes")), LONELY);

        assertThat(OverrideFit.apply(preset.good(), LONELY).schedule())
                .contains(Schedule.cron("0 12 * * *", Zones.parse("Europe/Berlin")));
        assertThat(unknown.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("every-6-hours, midnight, noon"));
    }

    @Test
    void aRetryRuleIsSetWholeOrInParts() {
        var rule = new RetryRule(4, Duration.ofSeconds(1), 1.5, Duration.ofMinutes(2), 0.25);
        var whole = DefinitionOverride.builder().retry(rule).build();
        var part = DefinitionOverride.of(Map.of("retry.delay", "20s"));

        assertThat(OverrideFit.apply(OverrideFit.of(whole, definition).good(), definition)
                        .retry())
                .isEqualTo(rule);
        assertThat(OverrideFit.apply(OverrideFit.of(part, definition).good(), definition)
                        .retry())
                .isEqualTo(new RetryRule(3, Duration.ofSeconds(20), 2, Duration.ofHours(1), 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enabled|yes|must be true or false",
                "schedule|0 25 * * *|hour",
                "schedule|every 5m|it cannot run by itself",
                "retry.attempts|0|attempts must be 1 or more",
                "retry.attempts|many|must be a whole number",
                "retry.delay|soon|is not a duration",
                "retry.factor|0.5|factor must be 1 to 100",
                "retry.factor|x|must be a number",
                "retry.jitter|NaN|jitter must be 0 to 1",
                "retry.cap|400d|cap must be",
                "concurrency|-1|concurrency must be 0 or more",
                "processConcurrency|0|processConcurrency must be 1 or more",
                "lockLifetime|1ms|lockLifetime must be 1 s or more",
                "timeout|0s|timeout must be more than 0",
                "priority|URGENT|priority must be LOWEST",
                "runNow|maybe|must be true, or params as JSON",
                "runNow|{\"number\":\"x\"}|number",
                "runNow|true|sum",
                "concurency|5|is no setting; there are concurrency, enabled,",
            })
    void aValueThatDoesNotFitIsTold(String field, String value, String reason) {
        var fit = OverrideFit.of(DefinitionOverride.of(Map.of(field, value)), definition);

        assertThat(fit.good()).isEmpty();
        assertThat(fit.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("sum");
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.message()).contains(reason);
        });
    }

    @Test
    void valuesThatDoNotFitTogetherAreTold() {
        var cap = OverrideFit.of(DefinitionOverride.of(Map.of("retry.cap", "5s", "retry.attempts", "9")), definition);
        assertThat(cap.good()).isEmpty();
        assertThat(cap.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("retry");
            assertThat(problem.message()).contains("cap must be between delay");
        });

        var single = OverrideFit.of(DefinitionOverride.of(Map.of("concurrency", "2")), LONELY);
        assertThat(single.problems())
                .singleElement()
                .hasToString("lonely concurrency: must be 1 or none, as only one job of it may run at a time, was 2");
    }

    @Test
    void allThatIsWrongIsToldAtOnceAndTheRestFits() {
        var fit = OverrideFit.of(
                DefinitionOverride.of(Map.of("enabled", "no", "timeout", "x", "concurrency", "3")), definition);

        assertThat(fit.problems()).hasSize(2);
        assertThat(fit.good()).containsOnlyKeys(OverrideField.CONCURRENCY);
    }
}
