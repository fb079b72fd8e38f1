package io.taurine.server.metric;

import static io.taurine.server.service.http.HttpPeer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.taurine.history.Outcome;
import io.taurine.repeat.Schedule;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.service.http.HttpPeer;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import io.taurine.server.service.notification.NotificationService;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertServiceTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Past past = new Past();
    private final HttpPeer peer = HttpPeer.start();
    private final FixedRunner runner = new FixedRunner("mail", "video");
    private final FixedEngine engine = new FixedEngine();
    private final NotificationService notifications = NotificationService.builder(new HttpService(HttpSettings.builder()
                    .delay(Duration.ofMillis(1))
                    .longestDelay(Duration.ofMillis(5))
                    .build()))
            .channel("ops", "webhook", Map.of("url", peer.uri("/").toString()))
            .build();
    private final AlertService alerts = service(notifications, "ops");

    private AlertService service(NotificationService through, String channel) {
        return AlertService.builder(
                        runner, past.history().statistics(), new HealthReader(runner, engine, past), through)
                .channels(List.of(channel))
                .rules(AlertRules.builder()
                        .failurePercent(40)
                        .fewestJobs(5)
                        .backlog(100)
                        .deadLetters(10)
                        .build())
                .clock(past)
                .build();
    }

    @AfterEach
    void closeAll() {
        alerts.close();
        notifications.close();
        peer.close();
        past.close();
    }

    private List<String> subjects() {
        return peer.received().stream()
                .map(call -> json(call.body()).at("/subject").asText())
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return JsonMapper.builder().build().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingIsToldWhileNothingIsWrong() {
        runner.has("mail", JobStatus.QUEUED, 100).has("mail", JobStatus.FAILED, 10);
        past.ended(3, "mail", Outcome.SUCCEEDED, MINUTE, 1, 0)
                .ended(2, "mail", Outcome.FAILED, MINUTE, 1, 0)
                .ended(4, "video", Outcome.FAILED, MINUTE, 1, 0);

        alerts.look();

        assertThat(subjects()).isEmpty();
    }

    @Test
    void failureRate() {
        past.ended(5, "mail", Outcome.SUCCEEDED, MINUTE, 1, 0)
                .ended(4, "mail", Outcome.FAILED, MINUTE, 1, 0)
                .ended(1, "mail", Outcome.TIMED_OUT, MINUTE, 1, 0)
                .ended(50, "mail", Outcome.SUCCEEDED, Duration.ofHours(3), 1, 0);

        alerts.look();

        assertThat(subjects()).containsExactly("50 % of the last hour's 10 jobs of mail failed");
        var details = json(peer.received().get(0).body()).at("/details");
        assertThat(details.get("kind").asText()).isEqualTo("failure-rate");
        assertThat(details.get("about").asText()).isEqualTo("mail");
        assertThat(details.get("state").asText()).isEqualTo("firing");
    }

    @Test
    void backlogAndDeadLetters() {
        runner.has("video", JobStatus.QUEUED, 101)
                .has("video", JobStatus.FAILED, 6)
                .has("mail", JobStatus.FAILED, 5);

        alerts.look();

        assertThat(subjects()).containsExactly("101 jobs of video wait", "11 dead letters wait for a person");
    }

    @Test
    void whatWasCancelledIsNoDeadLetter() {
        runner.has("video", JobStatus.FAILED, 10).has("video", JobStatus.CANCELLED, 20);
        alerts.look();
        assertThat(subjects()).isEmpty();

        runner.has("mail", JobStatus.TIMED_OUT, 1);
        alerts.look();

        assertThat(subjects()).containsExactly("11 dead letters wait for a person");
    }

    @Test
    void staleLocksThatNobodyTakesBack() {
        engine.stale("mail", "1", "2");
        alerts.look();
        assertThat(subjects()).isEmpty();

        engine.stale("mail", "2", "3");
        alerts.look();

        assertThat(subjects()).containsExactly("1 jobs of mail have lost their lock and are not taken back");
    }

    @Test
    void missedSchedule() {
        var rule = Schedule.every(Duration.ofHours(1));
        runner.schedule("nightly", true, rule, Optional.of(past.instant().minus(Duration.ofMinutes(10))), 1);

        alerts.look();

        assertThat(subjects()).containsExactly("Schedule nightly is overdue, or has no next run");
    }

    @Test
    void isToldOnceThenEveryHourAndWhenItIsOver() {
        runner.has("video", JobStatus.QUEUED, 101);
        alerts.look();
        runner.has("video", JobStatus.QUEUED, 150);
        past.pass(Duration.ofMinutes(59));
        alerts.look();
        past.pass(Duration.ofMinutes(1));
        alerts.look();
        runner.has("video", JobStatus.QUEUED, 0);
        alerts.look();
        alerts.look();

        assertThat(subjects())
                .containsExactly("101 jobs of video wait", "150 jobs of video wait", "Over: 150 jobs of video wait");
    }

    @Test
    void isToldAgainWhenNobodyTookIt() {
        runner.has("video", JobStatus.QUEUED, 101);
        peer.then(answer(400, ""));
        alerts.look();
        alerts.look();
        alerts.look();

        assertThat(subjects()).containsExactly("101 jobs of video wait", "101 jobs of video wait");
    }

    @Test
    void aDatabaseThatDoesNotAnswerSilencesOnlyWhatNeedsIt() {
        past.database().close();
        runner.has("video", JobStatus.QUEUED, 101);

        alerts.look();

        assertThat(subjects()).containsExactly("101 jobs of video wait");
    }

    @Test
    void reachesPeopleByMail() throws Exception {
        var mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        var port = String.valueOf(mail.getSmtp().getPort());
        var settings = Map.of("host", "127.0.0.1", "port", port, "from", "jobs@example.com", "to", "ops@example.com");
        runner.has("video", JobStatus.QUEUED, 101);
        try (var byMail = NotificationService.builder(new HttpService(HttpSettings.defaults()))
                        .channel("ops", "email", settings)
                        .build();
                var service = service(byMail, "ops")) {
            service.look();

            assertThat(mail.getReceivedMessages()).hasSize(1);
            assertThat(mail.getReceivedMessages()[0].getSubject()).isEqualTo("101 jobs of video wait");
        } finally {
            mail.stop();
        }
    }

    @Test
    void refusesWrongSettings() {
        var builder = AlertService.builder(
                runner, past.history().statistics(), new HealthReader(runner, engine, past), notifications);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.channels(List.of("pager")))
                .withMessage("There is no channel pager; there are log, ops");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.interval(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlertRules.builder().failurePercent(101))
                .withMessage("failurePercent must be 1 to 100, was 101");
    }
}
