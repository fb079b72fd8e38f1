package io.taurine.server.service.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One browser and its driver, for one thread at a time: Playwright's objects cannot be shared. */
final class PlaywrightBrowser {

    private static final Logger LOG = LoggerFactory.getLogger(PlaywrightBrowser.class);

    /** A headless browser that works for a server has nobody to update itself for, and asks nobody for news. */
    private static final List<String> ARGUMENTS = List.of(
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright driver;
    private final Browser browser;
    private final double pageTimeoutMillis;

    private PlaywrightBrowser(Playwright driver, Browser browser, double pageTimeoutMillis) {
        this.driver = driver;
        this.browser = browser;
        this.pageTimeoutMillis = pageTimeoutMillis;
    }

    static PlaywrightBrowser start(Path executable, BrowserSettings settings) {
        var environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        settings.nodeExecutable().ifPresent(node -> environment.put("PLAYWRIGHT_NODEJS_PATH", node.toString()));
        var driver = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        try {
            var millis = (double) settings.pageTimeout().toMillis();
            var arguments = new ArrayList<>(ARGUMENTS);
            arguments.addAll(settings.arguments());
            var browser = driver.chromium()
                    .launch(new LaunchOptions()
                            .setExecutablePath(executable)
                            .setHeadless(true)
                            .setChromiumSandbox(settings.isSandboxed())
                            .setTimeout(millis)
                            .setArgs(arguments));
            return new PlaywrightBrowser(driver, browser, millis);
        } catch (RuntimeException e) {
            close(driver);
            throw e;
        }
    }

    <R extends @Nullable Object> R run(PageTask<R> task) throws Exception {
        try (var context = browser.newContext()) {
            context.setDefaultTimeout(pageTimeoutMillis);
            return task.run(context.newPage());
        }
    }

    boolean isUsable() {
        return browser.isConnected() && !Thread.currentThread().isInterrupted();
    }

    void close() {
        close(driver);
    }

    /** Ends the browser too. */
    private static void close(Playwright driver) {
        var isInterrupted = Thread.interrupted();
        try {
            driver.close();
        } catch (PlaywrightException e) {
            LOG.debug("A browser could not be closed in order", e);
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
