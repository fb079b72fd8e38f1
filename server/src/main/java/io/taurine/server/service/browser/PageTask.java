package io.taurine.server.service.browser;

import com.microsoft.playwright.Page;
import org.jspecify.annotations.Nullable;

/**
 * What to do in a browser.
 *
 * @param <R> its result
 */
@FunctionalInterface
public interface PageTask<R extends @Nullable Object> {

    /** Runs on the caller's thread. The page, and everything it gave, must not be used on another one, nor afterwards. */
    R run(Page page) throws Exception;
}
