package io.taurine.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The database of the history.
 *
 * @param jdbcUrl without user and password, unless they were written into a {@code jdbc:} address
 * @param idleTimeout zero for ever
 */
public record DatabaseConfig(
        String jdbcUrl,
        Optional<String> user,
        Optional<Secret> password,
        int poolMax,
        Duration idleTimeout,
        Duration connectionTimeout) {

    static DatabaseConfig of(Values values, Problems problems) {
        var address = values.find(Settings.DATABASE_URL)
                .map(url -> Address.parse(url, values, problems))
                .orElseGet(() -> Address.h2(values.get(Settings.DATA_FOLDER)));
        return new DatabaseConfig(
                address.jdbcUrl(),
                values.find(Settings.DATABASE_USER).or(address::user),
                values.find(Settings.DATABASE_PASSWORD).or(address::password),
                values.get(Settings.DATABASE_POOL),
                values.get(Settings.DATABASE_IDLE),
                values.get(Settings.DATABASE_WAIT));
    }

    /** The address without what may be secret in it, for logs. */
    public String shown() {
        return jdbcUrl.split("[?;]", 2)[0];
    }

    public boolean isPostgres() {
        return jdbcUrl.startsWith("jdbc:postgresql:");
    }

    private record Address(String jdbcUrl, Optional<String> user, Optional<Secret> password) {

        /** For one process; closed by the server, whose own order of closing would else be disturbed. */
        static Address h2(String folder) {
            var file = java.nio.file.Path.of(folder).toAbsolutePath().resolve("history");
            return new Address("jdbc:h2:file:" + file + ";DB_CLOSE_ON_EXIT=FALSE", Optional.of("sa"), Optional.empty());
        }

        static Address parse(String url, Values values, Problems problems) {
            if (url.startsWith("jdbc:")) {
                return new Address(url, Optional.empty(), Optional.empty());
            }
            try {
                return postgres(new URI(url));
            } catch (URISyntaxException | IllegalArgumentException e) {
                problems.add(
                        values.where(Settings.DATABASE_URL),
                        "database.url must be like postgres://user:password@host:5432/name, with what is no letter or digit"
                                + " in user and password written as %40");
                return new Address("jdbc:postgresql:", Optional.empty(), Optional.empty());
            }
        }

        private static Address postgres(URI uri) {
            if (uri.getHost() == null || uri.getRawPath().length() < 2) {
                throw new IllegalArgumentException("no host or no name");
            }
            var user = Optional.ofNullable(uri.getRawUserInfo()).map(info -> info.split(":", 2));
            return new Address(
                    "jdbc:postgresql://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                            + uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                    user.map(parts -> decoded(parts[0])),
                    user.filter(parts -> parts.length == 2).map(parts -> new Secret(decoded(parts[1]))));
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }
}
