package io.taurine.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The browser that handlers get.
 *
 * @param executable empty to look for one that is installed
 * @param max browsers at once
 */
public record BrowserConfig(Optional<Path> executable, int max) {

    static BrowserConfig of(Values values) {
        return new BrowserConfig(values.find(Settings.BROWSER).map(Path::of), values.get(Settings.BROWSER_MAX));
    }
}
