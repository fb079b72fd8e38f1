package io.taurine.server.rest;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a browser sends on behalf of another site: a page from elsewhere must not reach a server on the visitor's own
 * machine, where no token is asked for. Programs other than browsers send neither header and are let through.
 */
final class BrowserGuard {

    private static final String WRONG_HOST = "wrong_host";
    private static final String CROSS_SITE = "cross_site";

    /** Codes with which it refuses. */
    static final Set<String> REFUSALS = Set.of(WRONG_HOST, CROSS_SITE);

    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Set<String> allowedOrigins;
    private final boolean isLoopback;

    /** One that was looked at: clients say the same name again and again. */
    private volatile @Nullable String knownLoopbackName;

    BrowserGuard(List<String> allowedOrigins, boolean isLoopback) {
        this.allowedOrigins = Set.copyOf(allowedOrigins);
        this.isLoopback = isLoopback;
    }

    void check(@Nullable String fetchSite, @Nullable String origin, @Nullable String host) {
        var isAllowed = origin != null && allowedOrigins.contains(origin);
        if (isLoopback && !isKnownLoopbackName(host)) {
            // a name of another site that was made to lead here; to the browser it is that site's own server
            throw new ApiProblem(403, WRONG_HOST, "This server answers on loopback only, not as " + host + ".");
        }
        if (fetchSite != null && !OWN_SITE.contains(fetchSite) && !isAllowed) {
            throw crossSite();
        }
        if (origin != null && !isAllowed && !isSameOrigin(origin, host)) {
            throw crossSite();
        }
    }

    private static ApiProblem crossSite() {
        return new ApiProblem(403, CROSS_SITE, "Pages of other sites may not call this server.");
    }

    private static boolean isSameOrigin(String origin, @Nullable String host) {
        try {
            var authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    private boolean isKnownLoopbackName(@Nullable String host) {
        if (host != null && host.equals(knownLoopbackName)) {
            return true;
        }
        var isLoopbackName = isLoopbackName(host);
        if (isLoopbackName) {
            knownLoopbackName = host;
        }
        return isLoopbackName;
    }

    private static boolean isLoopbackName(@Nullable String host) {
        if (host == null) {
            return true;
        }
        try {
            var name = URI.create("http://" + host).getHost();
            return name != null
                    && (name.equalsIgnoreCase("localhost")
                            || name.equals("[::1]")
                            || name.matches("127(\\.[0-9]{1,3}){3}"));
        } catch (IllegalArgumentException notAHost) {
            return false;
        }
    }

    /** Whether nobody outside this machine can reach that address. */
    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("host must be a name or an address of this machine, was " + host, e);
        }
    }
}
