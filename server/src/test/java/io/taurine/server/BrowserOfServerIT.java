package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.service.browser.BrowserService;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The browser that handlers of a running server get. */
@RedisTest
@Timeout(120)
class BrowserOfServerIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private final TestServers servers;

    BrowserOfServerIT(TestQueue keysOf, @TempDir Path folder) {
        servers = new TestServers(keysOf, folder).with("TAURINE_RUNNER", "local");
    }

    @AfterEach
    void close() {
        servers.close();
    }

    static boolean isInstalled() {
        var isInstalled = CHROMIUM.toFile().canExecute();
        if (!isInstalled) {
            System.err.println("SKIPPED, ALTHOUGH IT MATTERS: the browser's tests need " + CHROMIUM);
        }
        return isInstalled;
    }

    private static Definition<?> looking() {
        return Definition.of(
                        "look",
                        JsonNode.class,
                        (params, context) -> context.services()
                                .get(BrowserService.class)
                                .withPage(page -> {
                                    page.setContent("<h1>Hello</h1>");
                                    return page.textContent("h1");
                                }))
                .build();
    }

    private static void awaitEnd(TaurineServer server, JobStatus status, String told) {
        var job = server.runner()
                .executor()
                .start(StartRequest.of("look").build())
                .jobId();
        await().atMost(Duration.ofSeconds(100)).untilAsserted(() -> {
            var view = server.runner().executor().find(job).orElseThrow();
            assertThat(view.status()).isEqualTo(status);
            assertThat(view.result() + " " + view.error()).contains(told);
        });
    }

    @Test
    @EnabledIf("isInstalled")
    void aHandlerLooksAtAPage() {
        var server =
                servers.with("TAURINE_BROWSER_EXECUTABLE", CHROMIUM.toString()).start(looking());

        awaitEnd(server, JobStatus.SUCCEEDED, "Hello");
    }

    @Test
    void aBrowserThatIsNotThereIsToldToWhoeverAsksForIt() {
        var server = servers.with("TAURINE_BROWSER_EXECUTABLE", "/not/there").start(looking());

        awaitEnd(server, JobStatus.FAILED, "the browser /not/there is not there or cannot be run");
    }
}
