package io.taurine.server.service.browser;

import org.jspecify.annotations.Nullable;

/** A headless Chromium, started when it is first needed. Safe to share between threads, each of which gets a page of its own. */
public interface BrowserService extends AutoCloseable {

    /**
     * Runs the task with a new page that shares nothing with others: no cookies, no storage. Waits while as many browsers as
     * {@link BrowserSettings#maxBrowsers} are in use.
     *
     * @throws IllegalStateException if the service is closed
     * @throws Exception what the task throws; a PlaywrightException also when the browser cannot be started
     */
    <R extends @Nullable Object> R withPage(PageTask<R> task) throws Exception;

    /** Ends the browsers that nobody uses, and the others when their tasks end. Works twice. */
    @Override
    void close();
}
