package io.taurine.server.service.notification;

import static io.taurine.server.service.http.HttpPeer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.taurine.server.service.http.HttpPeer;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class NotificationServiceTest {

    private final HttpService http = new HttpService(HttpSettings.builder()
            .delay(Duration.ofMillis(1))
            .longestDelay(Duration.ofMillis(10))
            .build());

    private NotificationService with(String type, Map<String, String> settings) {
        return NotificationService.builder(http).channel("ops", type, settings).build();
    }

    @Nested
    class Email {

        private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

        @BeforeEach
        void startMail() {
            mail.start();
        }

        @AfterEach
        void stopMail() {
            mail.stop();
        }

        private String port() {
            return String.valueOf(mail.getSmtp().getPort());
        }

        @Test
        void arrivesAtTheRecipientsOfTheChannel() throws Exception {
            var settings = Map.of(
                    "host",
                    "127.0.0.1",
                    "port",
                    port(),
                    "from",
                    "Jobs <jobs@example.com>",
                    "to",
                    "a@example.com,b@example.com");
            try (var notifications = with("email", settings)) {
                var message = Notification.of("12 jobs failed – look")
                        .text("Queue größer")
                        .detail("failed", 12)
                        .build();

                notifications.send("ops", message);

                assertThat(mail.getReceivedMessages()).hasSize(2).allSatisfy(got -> {
                    assertThat(got.getSubject()).isEqualTo("12 jobs failed – look");
                    assertThat(got.getFrom()[0]).hasToString("Jobs <jobs@example.com>");
                    assertThat(got.getHeader("X-Notification-Id")).containsExactly(message.id());
                    assertThat(textOf(got)).startsWith("Queue größer").contains("\"failed\" : 12");
                });
            }
        }

        @Test
        void arrivesAtTheRecipientsOfTheMessageInstead() throws Exception {
            var settings =
                    Map.of("host", "127.0.0.1", "port", port(), "from", "jobs@example.com", "to", "a@example.com");
            try (var notifications = with("email", settings)) {

                notifications.send(
                        "ops", Notification.of("Hi").to("c@example.com").build());

                assertThat(mail.getReceivedMessages())
                        .singleElement()
                        .satisfies(got -> assertThat(got.getAllRecipients()[0]).hasToString("c@example.com"));
            }
        }

        @Test
        void logsInWithUserAndPassword() throws Exception {
            mail.setUser("jobs@example.com", "jobs", "letmein");
            mail.getUserManager().setAuthRequired(true);
            var settings =
                    Map.of("host", "127.0.0.1", "port", port(), "from", "jobs@example.com", "to", "a@example.com");
            var good = new java.util.HashMap<>(settings);
            good.putAll(Map.of("user", "jobs", "password", "letmein", "security", "none"));
            var bad = new java.util.HashMap<>(good);
            bad.put("password", "wrong");
            try (var right = with("email", good);
                    var wrong = with("email", bad)) {

                right.send("ops", Notification.of("Hi").build());

                assertThat(mail.getReceivedMessages()).hasSize(1);
                assertThatExceptionOfType(NotificationException.class)
                        .isThrownBy(
                                () -> wrong.send("ops", Notification.of("Hi").build()))
                        .withMessageStartingWith("Channel ops did not take the message: ")
                        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("letmein", "wrong"));
            }
        }

        @Test
        void saysWhenNobodyListensOrNobodyIsToGetIt() throws Exception {
            int closedPort;
            try (var socket = new ServerSocket(0)) {
                closedPort = socket.getLocalPort();
            }
            var settings = Map.of("host", "127.0.0.1", "port", String.valueOf(closedPort), "from", "jobs@example.com");
            try (var notifications = with("email", settings)) {
                assertThatExceptionOfType(NotificationException.class)
                        .isThrownBy(() -> notifications.send(
                                "ops", Notification.of("Hi").to("a@example.com").build()))
                        .satisfies(failure -> assertThat(failure.channel()).isEqualTo("ops"));
                assertThatExceptionOfType(NotificationException.class)
                        .isThrownBy(() ->
                                notifications.send("ops", Notification.of("Hi").build()))
                        .withMessageContaining("names no recipients");
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "port | 0 | port must be 1 to 65535, was 0",
                    "port | x | port must be 1 to 65535, was x",
                    "from | not an address | from must be addresses of e-mail, was not an address",
                    "from | '' | the setting from is missing",
                    "to | a@b@c | to must be addresses of e-mail, was a@b@c",
                    "security | ssl | security must be none, starttls or tls, was ssl",
                    "user | jobs | user and password belong together",
                    "colour | red | unknown setting colour; there are from, host, password, port, security"
                })
        void refusesWrongSettings(String name, String value, String reason) {
            var settings = new java.util.HashMap<>(Map.of("host", "localhost", "from", "jobs@example.com"));
            settings.put(name, value);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with("email", settings))
                    .withMessageStartingWith("Channel ops: " + reason);
        }

        private static String textOf(MimeMessage message) {
            try {
                return (String) message.getContent();
            } catch (IOException | jakarta.mail.MessagingException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Nested
    class Webhook {

        private final HttpPeer peer = HttpPeer.start();

        @AfterEach
        void closePeer() {
            peer.close();
        }

        @Test
        void getsTheMessageAsJson() throws Exception {
            var settings = Map.of("url", peer.uri("/alerts").toString(), "authorization", "Bearer abc");
            var message = Notification.of("Backlog")
                    .text("1,000 jobs wait")
                    .to("team")
                    .detail("since", Instant.parse("2026-03-01T12:00:00Z"))
                    .detail("waiting", 1_000)
                    .build();
            try (var notifications = with("webhook", settings)) {

                notifications.send("ops", message);
            }

            var got = peer.received().get(0);
            assertThat(got.header("Authorization")).isEqualTo("Bearer abc");
            assertThat(got.header("Idempotency-Key")).isEqualTo(message.id());
            var json = JsonMapper.builder().build().readTree(got.body());
            assertThat(json.at("/id").asText()).isEqualTo(message.id());
            assertThat(json.at("/subject").asText()).isEqualTo("Backlog");
            assertThat(json.at("/text").asText()).isEqualTo("1,000 jobs wait");
            assertThat(json.at("/recipients/0").asText()).isEqualTo("team");
            assertThat(json.at("/details/waiting").asInt()).isEqualTo(1_000);
            assertThat(json.at("/details/since").asText()).isEqualTo("2026-03-01T12:00:00Z");
        }

        @Test
        void isCalledAgainWhenItIsBusyAndFailsWhenItRefuses() throws Exception {
            var settings = Map.of("url", peer.uri("/").toString());
            try (var notifications = with("webhook", settings)) {
                peer.then(answer(503, ""));
                notifications.send("ops", Notification.of("Hi").build());
                peer.then(answer(400, "no"));

                assertThatExceptionOfType(NotificationException.class)
                        .isThrownBy(() ->
                                notifications.send("ops", Notification.of("Hi").build()))
                        .withMessage("Channel ops did not take the message: it answered 400");
            }
            assertThat(peer.received()).hasSize(3);
        }

        @Test
        void needsAnAddress() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with("webhook", Map.of()))
                    .withMessage("Channel ops: the setting url is missing");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with("webhook", Map.of("url", "ftp://x/")))
                    .withMessageStartingWith("Channel ops: The address must be http or https");
        }
    }

    @Test
    void theLogIsAlwaysThere() throws Exception {
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var logger = (Logger) LoggerFactory.getLogger("io.taurine.server.notification");
        logger.addAppender(lines);
        try (var notifications = NotificationService.builder(http).build()) {

            notifications.send("log", Notification.of("Disk full").text("/var").build());

            assertThat(notifications.channels()).containsExactly("log");
            assertThat(List.copyOf(lines.list))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .contains("Disk full: /var");
        } finally {
            logger.detachAppender(lines);
        }
    }

    /** Found by the service loader, as one of a user's jar would be. */
    public static final class PigeonType implements ChannelType {

        static final List<String> SENT = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "pigeon";
        }

        @Override
        public Channel create(ChannelSettings settings, HttpService http) {
            var loft = settings.allowOnly("loft").get("loft");
            return new Channel() {
                @Override
                public void send(Notification message) {
                    SENT.add(loft + " <- " + message.subject());
                }

                @Override
                public void close() {
                    SENT.add(loft + " closed");
                }
            };
        }
    }

    @Test
    void othersAddTypesOfTheirOwn() throws Exception {
        try (var notifications = with("pigeon", Map.of("loft", "north"))) {
            notifications.send("ops", Notification.of("Coo").build());
        }

        assertThat(PigeonType.SENT).containsExactly("north <- Coo", "north closed");
    }

    @Test
    void refusesWhatIsUnknown() {
        var builder = NotificationService.builder(http);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.channel("ops", "fax", Map.of()))
                .withMessage("Channel ops: there is no type fax; there are email, pigeon, webhook");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.channel("log", "webhook", Map.of()))
                .withMessage("There are two channels log");
        try (var notifications = builder.build()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            notifications.send("ops", Notification.of("Hi").build()))
                    .withMessage("There is no channel ops; there are log");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Notification.of("two\r\nBcc: lines"));
        assertThatIllegalArgumentException().isThrownBy(() -> Notification.of(" "));
    }
}
