package io.taurine.server.service.browser;

import java.nio.file.Path;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Browsers that are kept between tasks, up to a number. One that has died is replaced when it is next needed. */
final class PlaywrightBrowsers implements BrowserService {

    private final Path executable;
    private final BrowserSettings settings;
    private final Semaphore free;
    private final Deque<PlaywrightBrowser> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean isClosed;

    private PlaywrightBrowsers(Path executable, BrowserSettings settings) {
        this.executable = executable;
        this.settings = settings;
        this.free = new Semaphore(settings.maxBrowsers(), true);
    }

    static PlaywrightBrowsers of(Path executable, BrowserSettings settings) {
        return new PlaywrightBrowsers(executable, settings);
    }

    @Override
    public <R extends @Nullable Object> R withPage(PageTask<R> task) throws Exception {
        refuseIfClosed();
        free.acquire();
        try {
            refuseIfClosed();
            return run(task);
        } finally {
            free.release();
        }
    }

    private <R extends @Nullable Object> R run(PageTask<R> task) throws Exception {
        var browser = takeOrStart();
        var isIntact = false;
        try {
            var result = browser.run(task);
            isIntact = true;
            return result;
        } finally {
            putBack(browser, isIntact);
        }
    }

    private PlaywrightBrowser takeOrStart() {
        for (var browser = idle.poll(); browser != null; browser = idle.poll()) {
            if (browser.isUsable()) {
                return browser;
            }
            browser.close();
        }
        return PlaywrightBrowser.start(executable, settings);
    }

    /** After a failure the page may hang in a state that only a new browser mends, and an interrupt breaks the driver's pipe. */
    private void putBack(PlaywrightBrowser browser, boolean isIntact) {
        if (!isIntact || !browser.isUsable()) {
            browser.close();
            return;
        }
        idle.push(browser);
        if (isClosed) {
            closeIdle();
        }
    }

    private void refuseIfClosed() {
        if (isClosed) {
            throw new IllegalStateException("The browser service is closed");
        }
    }

    private void closeIdle() {
        for (var browser = idle.poll(); browser != null; browser = idle.poll()) {
            browser.close();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        closeIdle();
    }

    @Override
    public String toString() {
        return "browser " + executable;
    }
}
