package io.taurine.server.service.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails over protected connections: GreenMail behind a front that speaks TLS, with a certificate made for the test. */
class TlsMailTest {

    /** Without TLS of its own: a handshake that fails would end a thread of GreenMail's with an exception nobody catches. */
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        mail.start();
    }

    @AfterEach
    void stop() {
        mail.stop();
    }

    private static NotificationService channel(int port, String security, Map<String, String> more) {
        var settings = new HashMap<>(Map.of(
                "host",
                "localhost",
                "port",
                Integer.toString(port),
                "from",
                "jobs@example.com",
                "to",
                "a@example.com",
                "security",
                security));
        settings.putAll(more);
        return NotificationService.builder(new HttpService(HttpSettings.defaults()))
                .channel("ops", "email", settings)
                .build();
    }

    private static void send(NotificationService notifications) throws InterruptedException {
        notifications.send("ops", Notification.of("Hi").build());
    }

    private void assertRefused(NotificationService notifications, String told) {
        assertThatExceptionOfType(NotificationException.class)
                .isThrownBy(() -> send(notifications))
                .withMessageContaining(told);
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void arriveOverAConnectionThatIsProtectedFromTheStart() throws Exception {
        try (var front = TlsFront.implicit(folder, mail.getSmtp().getPort());
                var notifications = channel(
                        front.port(),
                        "tls",
                        Map.of("trustedCertificates", front.certificate().toString()))) {

            send(notifications);

            assertThat(mail.getReceivedMessages()).hasSize(1);
            assertThat(front.protectedConnections()).isEqualTo(1);
        }
    }

    @Test
    void arriveOverAConnectionThatIsProtectedByStarttlsWithALogin() throws Exception {
        mail.setUser("jobs@example.com", "jobs", "letmein");
        mail.getUserManager().setAuthRequired(true);
        try (var front = TlsFront.starttls(folder, mail.getSmtp().getPort());
                var notifications = channel(
                        front.port(),
                        "starttls",
                        Map.of(
                                "trustedCertificates",
                                front.certificate().toString(),
                                "user",
                                "jobs",
                                "password",
                                "letmein"))) {

            send(notifications);

            assertThat(mail.getReceivedMessages()).hasSize(1);
            assertThat(front.protectedConnections()).isEqualTo(1);
        }
    }

    @Test
    void areNotSentInTheClearWhereTheServerHasNoStarttls() {
        try (var notifications = channel(mail.getSmtp().getPort(), "starttls", Map.of())) {
            assertRefused(notifications, "STARTTLS");
        }
    }

    @Test
    void areNotSentToAServerWhoseCertificateNobodyTrusts() throws Exception {
        var smtp = mail.getSmtp().getPort();
        try (var front = TlsFront.starttls(folder, smtp);
                var otherFront = TlsFront.implicit(Files.createDirectory(folder.resolve("other")), smtp);
                var implicit = channel(otherFront.port(), "tls", Map.of());
                var upgraded = channel(front.port(), "starttls", Map.of())) {
            assertRefused(implicit, "");
            assertRefused(upgraded, "");
        }
    }

    @Test
    void areNotSentToAServerThatShowsTheCertificateOfAnother() throws Exception {
        try (var front = TlsFront.implicit(folder, mail.getSmtp().getPort());
                var notifications = channel(
                        front.port(),
                        "tls",
                        // The certificate is of localhost.
                        Map.of(
                                "host",
                                "127.0.0.2",
                                "trustedCertificates",
                                front.certificate().toString()))) {
            assertRefused(notifications, "");
        }
    }

    @Test
    void refusesAFileThatHasNoCertificates() throws IOException {
        var file = Files.writeString(folder.resolve("none.pem"), "nothing");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> channel(25, "tls", Map.of("trustedCertificates", file.toString())))
                .withMessageContaining("trustedCertificates");
    }
}
