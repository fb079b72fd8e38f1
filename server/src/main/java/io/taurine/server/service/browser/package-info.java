/**
 * A real browser for handlers, where Playwright is on the class path and a Chromium is installed:
 * {@link io.taurine.server.service.browser.BrowserService}. Nothing is ever downloaded.
 */
@NullMarked
package io.taurine.server.service.browser;

import org.jspecify.annotations.NullMarked;
