package io.taurine.server.service.browser;

import io.taurine.server.service.ServiceRegistry;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Adds the {@link BrowserService} to a registry, or the reason why there is none. Starts nothing yet. */
public final class InstalledBrowser {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome");
    private static final String LIBRARY = "com.microsoft.playwright.Playwright";

    private InstalledBrowser() {}

    public static void addTo(ServiceRegistry.Builder services, BrowserSettings settings) {
        addTo(services, settings, Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    static void addTo(ServiceRegistry.Builder services, BrowserSettings settings, String searchPath) {
        if (!isLibraryPresent()) {
            services.missing(
                    BrowserService.class,
                    "Playwright is not on the class path; add com.microsoft.playwright:playwright");
            return;
        }
        var given = settings.executable();
        if (given.isPresent() && !Files.isExecutable(given.get())) {
            services.missing(BrowserService.class, "the browser " + given.get() + " is not there or cannot be run");
            return;
        }
        var executable = given.or(() -> find(searchPath));
        if (executable.isEmpty()) {
            services.missing(
                    BrowserService.class,
                    "no browser is installed: none of " + String.join(", ", NAMES)
                            + " is on the path; install chromium, or name one in the configuration");
            return;
        }
        services.owning(BrowserService.class, PlaywrightBrowsers.of(executable.get(), settings));
    }

    private static boolean isLibraryPresent() {
        try {
            Class.forName(LIBRARY, false, InstalledBrowser.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static Optional<Path> find(String searchPath) {
        return NAMES.stream()
                .flatMap(name -> Stream.of(searchPath.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, name)))
                .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
                .findFirst();
    }
}
