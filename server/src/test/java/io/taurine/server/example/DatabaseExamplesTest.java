package io.taurine.server.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.taurine.server.definition.FatalJobException;
import io.taurine.server.service.ServiceRegistry;
import io.taurine.server.service.http.HttpPeer;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import io.taurine.server.service.notification.NotificationService;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseExamplesTest {

    private final DataSource database = Examples.database();
    private final Examples examples = Examples.with(
            ServiceRegistry.builder().with(DataSource.class, database).build());

    @Test
    void anOrderIsPaidOnceHoweverOftenItsJobRuns() throws Exception {
        var threads = Executors.newFixedThreadPool(4);
        try {
            var runs = threads.invokeAll(IntStream.range(0, 8)
                    .mapToObj(run -> (Callable<Boolean>)
                            () -> examples.run("pay.order", "{\"orderId\":\"A-7\",\"amount\":12.50}")
                                    .get("wasPaidBefore")
                                    .asBoolean())
                    .toList());

            var repeated = 0;
            for (var run : runs) {
                repeated += run.get() ? 1 : 0;
            }

            assertThat(repeated).isEqualTo(7);
            assertThat(count("example_payment")).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"orderId\":\"\",\"amount\":1}",
                "{\"orderId\":\"a\"}",
                "{\"orderId\":\"a\",\"amount\":0}",
                "{\"orderId\":\"a\",\"amount\":1.005}",
                "{\"orderId\":\"a\",\"amount\":1e30}"
            })
    void refusesAnOrderThatIsNone(String params) {
        assertThatExceptionOfType(FatalJobException.class).isThrownBy(() -> examples.run("pay.order", params));
    }

    @Test
    void expiredSessionsAreDeletedAndOthersAreNot() throws Exception {
        var handler = new SessionTimeoutHandler(() -> Instant.ofEpochMilli(5_000));
        var context = examples.context("session-timeout");
        handler.run(null, context);
        try (var connection = database.getConnection();
                var insert = connection.prepareStatement("INSERT INTO example_session VALUES (?, ?)")) {
            for (var session = 0; session < 2_500; session++) {
                insert.setString(1, "session-" + session);
                insert.setLong(2, session < 2_400 ? 4_000 : 6_000);
                insert.addBatch();
            }
            insert.executeBatch();
        }

        var result = handler.run(null, context);

        assertThat(result).isEqualTo(Map.of("deleted", 2_400));
        assertThat(count("example_session")).isEqualTo(100);
    }

    @Test
    void theWatchdogIsContentWhenAllAnswer() throws Exception {
        var result = examples.run("watchdog", "null");

        assertThat(result.get("ok").asBoolean()).isTrue();
        assertThat(result.at("/findings/database/found").asText()).isEqualTo("H2 answers");
        assertThat(result.at("/findings/memory/found").asText()).matches("\\d+ % of the heap are used");
    }

    @Test
    void theWatchdogRaisesAlarmWhenTheDatabaseDoesNotAnswer() throws Exception {
        var gone = new JdbcDataSource();
        gone.setURL("jdbc:h2:tcp://localhost:1/gone");
        var http = new HttpService(HttpSettings.defaults());
        try (var peer = HttpPeer.start();
                var notifications = NotificationService.builder(http)
                        .channel("ops", "webhook", Map.of("url", peer.uri("/").toString()))
                        .build()) {
            var watched = Examples.with(ServiceRegistry.builder()
                    .with(DataSource.class, gone)
                    .with(NotificationService.class, notifications)
                    .build());
            var context = watched.context("watchdog").configured(Map.of("channel", "ops"));

            var result = watched.run("watchdog", "null", context);

            assertThat(result.get("ok").asBoolean()).isFalse();
            assertThat(result.at("/findings/database/ok").asBoolean()).isFalse();
            assertThat(context.emitted())
                    .extracting(RecordingContext.Emitted::name)
                    .containsExactly("watchdog.alarm");
            assertThat(peer.received())
                    .singleElement()
                    .satisfies(
                            call -> assertThat(call.body()).contains("The watchdog found something wrong", "database"));
        }
    }

    private int count(String table) throws SQLException {
        try (var connection = database.getConnection();
                var rows = connection.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
