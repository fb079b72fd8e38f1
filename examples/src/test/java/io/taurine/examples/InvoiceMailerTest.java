package io.taurine.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.local.LocalJobRunnerProvider;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.service.ServiceRegistry;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handler that docs/writing-a-definition.md shows, and how it is tested. */
class InvoiceMailerTest {

    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer billing;

    @BeforeEach
    void startBilling() throws Exception {
        billing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        billing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        billing.start();
    }

    @AfterEach
    void stopBilling() {
        billing.stop(0);
    }

    // snippet: definition-test
    private static JobRunner runner(Definition<?>... definitions) {
        var services = ServiceRegistry.builder()
                .with(
                        HttpService.class,
                        new HttpService(HttpSettings.builder().attempts(1).build()))
                .build();
        var setup = RunnerSetup.of(Definitions.of(definitions)).services(services);
        return new LocalJobRunnerProvider().create(setup.build());
    }

    private static JobView ended(JobRunner runner, String id) {
        await().until(() -> runner.executor().find(id).orElseThrow().status().isEnd());
        return runner.executor().find(id).orElseThrow();
    }

    @Test
    void sendsToEachCustomerAndTellsHowFarItIs() throws Exception {
        var mailer = Definition.of("invoices.send", InvoiceMailer.Params.class, new InvoiceMailer());
        var runner = runner(mailer.retry(RetryRule.none()).build());
        try (var lifecycle = runner.lifecycle()) {
            var progress = new CopyOnWriteArrayList<Object>();
            lifecycle.listen(event -> {
                if (event.kind() == JobEvent.Kind.PROGRESS) {
                    progress.add(event.details().get("message"));
                }
            });
            lifecycle.start();

            var id = runner.executor().start(request("ada", "bob")).jobId();

            assertThat(ended(runner, id).result()).hasToString("{\"sent\":2}");
            await().untilAsserted(() -> assertThat(progress).containsExactly("ada", "bob"));
        }
    }
    // end

    private StartRequest request(String... customers) throws Exception {
        var params = JsonMapper.builder()
                .build()
                .createObjectNode()
                .put("billing", "http://127.0.0.1:" + billing.getAddress().getPort());
        var list = params.putArray("customers");
        for (var customer : customers) {
            list.add(customer);
        }
        return StartRequest.of("invoices.send").params(params).build();
    }

    @Test
    void aCustomerThatIsNotThereEndsTheJobAndClosedBooksDelayIt() throws Exception {
        var mailer = Definition.of("invoices.send", InvoiceMailer.Params.class, new InvoiceMailer());
        var runner = runner(mailer.retry(RetryRule.fixed(5, Duration.ZERO)).build());
        try (var lifecycle = runner.lifecycle()) {
            lifecycle.start();

            status.set(404);
            var unknown =
                    ended(runner, runner.executor().start(request("nobody")).jobId());
            assertThat(unknown.status()).isEqualTo(JobStatus.FAILED);
            assertThat(unknown.attemptsMade()).isEqualTo(1);
            assertThat(unknown.error()).isEqualTo("there is no customer nobody");
            status.set(503);
            var later = runner.executor().start(request("ada")).jobId();
            await().untilAsserted(() -> {
                var job = runner.executor().find(later).orElseThrow();
                assertThat(job.status()).isEqualTo(JobStatus.DELAYED);
                assertThat(Duration.between(Instant.now(), job.runAt().orElseThrow()))
                        .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
            });
        }
    }

    @Test
    void theBuiltDefinitionsRun() {
        var runner = runner(OwnDefinitions.all().toArray(Definition<?>[]::new));
        try (var lifecycle = runner.lifecycle()) {
            lifecycle.start();

            var newest = runner.executor().start(StartRequest.of("orders.ship").build());
            var older = runner.executor()
                    .start(StartRequest.of("orders.ship").version(1).build());

            assertThat(ended(runner, newest.jobId()).result()).hasToString("\"by drone\"");
            assertThat(ended(runner, older.jobId()).result()).hasToString("\"by post\"");
            var hash = runner.executor().start(StartRequest.of("hash.text").build());
            assertThat(ended(runner, hash.jobId()).status()).isEqualTo(JobStatus.SUCCEEDED);
        }
    }
}
