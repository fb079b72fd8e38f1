package io.taurine.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.Backoff;
import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.internal.ExactJson;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetrySettingsTest {

    private static JobOptions written(RetryRule rule) {
        return RetrySettings.write(JobOptions.builder(), rule, rule.attempts()).build();
    }

    @Test
    void whatBullMqCanSayIsSaidInItsWords() {
        var second = Duration.ofSeconds(1);

        assertThat(written(RetryRule.fixed(3, second)).backoff()).contains(Backoff.fixed(second));
        assertThat(written(RetryRule.exponential(3, second).withJitter(0.5)).backoff())
                .contains(Backoff.exponential(second).withJitter(0.5));
        assertThat(written(RetryRule.fixed(3, Duration.ZERO)).backoff()).isEmpty();
        assertThat(written(RetryRule.none()).backoff()).isEmpty();
        assertThat(written(RetryRule.fixed(3, second)).attempts()).isEqualTo(3);
    }

    @Test
    void theDelayIsKeptForAttemptsThatAreAddedByHandLater() {
        var second = Duration.ofSeconds(1);

        assertThat(written(RetryRule.fixed(1, second)).backoff()).contains(Backoff.fixed(second));
        assertThat(written(RetryRule.exponential(1, second)).backoff()).contains(Backoff.exponential(second));
        assertThat(delay(RetryRule.exponential(1, second).withFactor(3), 3)).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void aFactorOrACapOfItsOwnTravelsWithTheJob() {
        var rule = new RetryRule(6, Duration.ofSeconds(1), 3, Duration.ofSeconds(20), 0);
        var capped = RetryRule.exponential(10, Duration.ofSeconds(1)).withCap(Duration.ofSeconds(5));

        assertThat(written(rule).backoff().orElseThrow().type()).isEqualTo("taurine");
        assertThat(delay(rule, 1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(delay(rule, 2)).isEqualTo(Duration.ofSeconds(3));
        assertThat(delay(rule, 3)).isEqualTo(Duration.ofSeconds(9));
        assertThat(delay(rule, 4)).isEqualTo(Duration.ofSeconds(20));
        assertThat(delay(capped, 9)).isEqualTo(Duration.ofSeconds(5));
        assertThat(delay(rule.withJitter(1), 4)).isBetween(Duration.ZERO, Duration.ofSeconds(20));
    }

    private static Duration delay(RetryRule rule, int attempt) {
        var backoff = written(rule).backoff().orElseThrow();
        var context = String.valueOf(written(rule).context().get("taurine.retry"));
        var options = "{\"attempts\":" + rule.attempts() + ",\"backoff\":{\"type\":\"taurine\",\"delay\":"
                + backoff.baseDelay().orElseThrow().toMillis() + ",\"jitter\":" + rule.jitter() + "}}";
        var job = new Job<>("q", "1", Map.of("opts", withContext(options, context)), ExactJson.CODEC, Object.class);
        return RetrySettings.delay(attempt, job).orElseThrow();
    }

    /** As {@code JobOptions} stores it. */
    private static String withContext(String options, String value) {
        return options.substring(0, options.length() - 1) + ",\"taurineContext\":{\"taurine.retry\":\"" + value
                + "\"}}";
    }
}
