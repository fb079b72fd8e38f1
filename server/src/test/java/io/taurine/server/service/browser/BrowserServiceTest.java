package io.taurine.server.service.browser;

import static io.taurine.server.service.http.HttpPeer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.microsoft.playwright.Page;
import io.taurine.server.service.ServiceRegistry;
import io.taurine.server.service.http.HttpPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class BrowserServiceTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private static BrowserSettings.Builder settings() {
        var settings = BrowserSettings.builder().executable(CHROMIUM);
        Stream.of("/usr/bin/node", "/usr/local/bin/node")
                .map(Path::of)
                .filter(node -> node.toFile().canExecute())
                .findFirst()
                .ifPresent(settings::nodeExecutable);
        return settings;
    }

    private static ServiceRegistry registry(BrowserSettings settings) {
        var services = ServiceRegistry.builder();
        InstalledBrowser.addTo(services, settings);
        return services.build();
    }

    /** A real Chromium looks at a real page. */
    @Nested
    @EnabledIf("isInstalled")
    class WithChromium {

        static boolean isInstalled() {
            var isInstalled = CHROMIUM.toFile().canExecute();
            if (!isInstalled) {
                System.err.println("SKIPPED, ALTHOUGH IT MATTERS: the browser's tests need " + CHROMIUM);
            }
            return isInstalled;
        }

        @Test
        void readsPagesThatShareNothingAndSurvivesATaskThatFails() throws Exception {
            try (var peer = HttpPeer.start();
                    var services = registry(settings().maxBrowsers(1).build())) {
                peer.always(exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/html");
                    exchange.getResponseHeaders().set("Set-Cookie", "seen=yes");
                    answer(200, "<h1 onclick='this.textContent=\"Clicked\"'>Hello</h1>")
                            .handle(exchange);
                });
                var browser = services.get(BrowserService.class);
                PageTask<String> task = page -> {
                    page.navigate(peer.uri("/shop").toString());
                    page.click("h1");
                    return page.textContent("h1");
                };

                var first = browser.withPage(task);
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> browser.withPage(page -> {
                            throw new IOException("not today");
                        }));
                var second = browser.withPage(task);

                assertThat(first).isEqualTo("Clicked");
                assertThat(second).isEqualTo("Clicked");
                assertThat(peer.received())
                        .filteredOn(call -> call.path().equals("/shop"))
                        .hasSize(2)
                        .allSatisfy(call -> assertThat(call.header("Cookie")).isEmpty());
                services.close();
                assertThatIllegalStateException()
                        .isThrownBy(() -> browser.withPage(Page::title))
                        .withMessage("The browser service is closed");
            }
        }
    }

    @Test
    void isMissingWhereNoBrowserIsInstalled() {
        var services = ServiceRegistry.builder();
        InstalledBrowser.addTo(services, BrowserSettings.defaults(), "/nowhere:");

        assertThat(services.build().whyMissing(BrowserService.class))
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("no browser is installed: none of chromium, ")
                        .endsWith("install chromium, or name one in the configuration"));
    }

    @Test
    void isMissingWhereTheNamedBrowserIsNot() {
        var services = registry(
                BrowserSettings.builder().executable(Path.of("/nowhere/chrome")).build());

        assertThatIllegalStateException()
                .isThrownBy(() -> services.get(BrowserService.class))
                .withMessage("There is no service " + BrowserService.class.getName()
                        + ": the browser /nowhere/chrome is not there or cannot be run");
    }

    @Test
    void isMissingWithoutItsLibraryAndNothingElseNeedsThat() throws Exception {
        var program = new WithoutPlaywright().loadClass(Program.class.getName());

        var reason = program.getMethod("run").invoke(null);

        assertThat(program).isNotEqualTo(Program.class);
        assertThat(reason)
                .isEqualTo(Optional.of("Playwright is not on the class path; add com.microsoft.playwright:playwright"));
    }

    @Test
    void refusesWrongSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrowserSettings.builder().maxBrowsers(0))
                .withMessage("maxBrowsers must be 1 to 100, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrowserSettings.builder().pageTimeout(Duration.ZERO))
                .withMessage("pageTimeout must be more than 0, was PT0S");
    }

    /** What is loaded by that class loader and must run there. */
    public static final class Program {

        private Program() {}

        public static Optional<String> run() {
            var services = ServiceRegistry.builder();
            InstalledBrowser.addTo(services, BrowserSettings.defaults());
            return services.build().whyMissing(BrowserService.class);
        }
    }

    /** Loads Taurine anew, and refuses to know Playwright. */
    private static final class WithoutPlaywright extends ClassLoader {

        WithoutPlaywright() {
            super(BrowserServiceTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("com.microsoft.playwright.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.taurine.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (var bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                var code = bytes.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
