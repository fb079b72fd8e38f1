package io.taurine.server.service.browser;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which browser, and how it is run. Immutable, safe to share between threads. */
public final class BrowserSettings {

    private final @Nullable Path executable;
    private final @Nullable Path nodeExecutable;
    private final int maxBrowsers;
    private final Duration pageTimeout;
    private final boolean isSandboxed;
    private final List<String> arguments;

    private BrowserSettings(Builder from) {
        this.executable = from.executable;
        this.nodeExecutable = from.nodeExecutable;
        this.maxBrowsers = from.maxBrowsers;
        this.pageTimeout = from.pageTimeout;
        this.isSandboxed = from.isSandboxed;
        this.arguments = List.copyOf(from.arguments);
    }

    public static BrowserSettings defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Empty to look for one that is installed. */
    public Optional<Path> executable() {
        return Optional.ofNullable(executable);
    }

    /** Empty for the one that Playwright brings. */
    public Optional<Path> nodeExecutable() {
        return Optional.ofNullable(nodeExecutable);
    }

    /** Browsers at once, and so tasks at once. */
    public int maxBrowsers() {
        return maxBrowsers;
    }

    /** Of each step in a page that names no bound of its own, and of the start of a browser. */
    public Duration pageTimeout() {
        return pageTimeout;
    }

    public boolean isSandboxed() {
        return isSandboxed;
    }

    public List<String> arguments() {
        return arguments;
    }

    /** Collects the settings; not safe to share between threads. */
    public static final class Builder {

        private @Nullable Path executable;
        private @Nullable Path nodeExecutable;
        private int maxBrowsers = 2;
        private Duration pageTimeout = Duration.ofSeconds(30);
        // Chromium refuses to start in its sandbox as root, which is who runs most containers.
        private boolean isSandboxed = !"root".equals(System.getProperty("user.name"));
        private List<String> arguments = List.of();

        private Builder() {}

        /** A Chromium or Chrome. Default: the first that is found in the usual places and on the path. */
        public Builder executable(Path value) {
            this.executable = value;
            return this;
        }

        /** A Node that Playwright's driver runs on: starts quicker than its own, which it unpacks first. */
        public Builder nodeExecutable(Path value) {
            this.nodeExecutable = value;
            return this;
        }

        /** 1 to 100; default 2. Each costs a few hundred megabytes. */
        public Builder maxBrowsers(int value) {
            if (value < 1 || value > 100) {
                throw new IllegalArgumentException("maxBrowsers must be 1 to 100, was " + value);
            }
            this.maxBrowsers = value;
            return this;
        }

        /** More than 0; default 30 s. */
        public Builder pageTimeout(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("pageTimeout must be more than 0, was " + value);
            }
            this.pageTimeout = value;
            return this;
        }

        /** Chromium's own sandbox. Default: true, but false for root, as whom it does not work. */
        public Builder sandboxed(boolean value) {
            this.isSandboxed = value;
            return this;
        }

        /** More arguments of the command line. Default: none. */
        public Builder arguments(List<String> value) {
            this.arguments = value;
            return this;
        }

        public BrowserSettings build() {
            return new BrowserSettings(this);
        }
    }
}
