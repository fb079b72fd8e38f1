package io.taurine.server.config;

import java.util.HashSet;
import java.util.List;

/**
 * Where and to whom the API answers.
 *
 * @param port 0 for any free one
 * @param tokens empty when whoever reaches it may do everything
 * @param maxBodyBytes largest body of a request
 */
public record HttpConfig(String host, int port, List<ApiToken> tokens, int maxBodyBytes) {

    static HttpConfig of(Values values, Problems problems) {
        var host = values.get(Settings.HTTP_HOST);
        var tokens = values.get(Settings.HTTP_TOKENS);
        if (!isLoopback(host) && tokens.isEmpty()) {
            problems.add(
                    values.where(Settings.HTTP_HOST),
                    "http.host is no loopback address, was " + host + ", so http.tokens must say who may use the API");
        }
        var names = new HashSet<String>();
        var secrets = new HashSet<Object>();
        for (var token : tokens) {
            if (!names.add(token.name())
                    || !secrets.add(token.sha256().isPresent() ? token.sha256() : token.secret())) {
                problems.add(
                        values.where(Settings.HTTP_TOKENS),
                        "http.tokens must differ in name and secret; " + token.name() + " is there twice");
            }
        }
        return new HttpConfig(host, values.get(Settings.HTTP_PORT), tokens, values.get(Settings.HTTP_MAX_BODY));
    }

    /** True when only this machine reaches it. */
    public boolean isLoopback() {
        return isLoopback(host);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127(\\.\\d{1,3}){3}");
    }
}
