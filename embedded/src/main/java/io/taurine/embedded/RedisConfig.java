package io.taurine.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the redis.conf of one server. A file rather than arguments, because every version quotes those differently. */
final class RedisConfig {
    private RedisConfig() {}

    static void write(Path file, int port, Path dataDir, EmbeddedRedis.Builder from) throws IOException {
        var lines = new ArrayList<>(List.of(
                "port " + port,
                "bind 127.0.0.1",
                "dir " + quoted(dataDir),
                "daemonize no",
                "maxmemory-policy noeviction",
                "save \"\"",
                "appendonly " + (from.appendOnlyDir == null ? "no" : "yes"),
                "appendfsync " + from.fsync.setting));
        for (Map.Entry<String, String> setting : from.settings.entrySet()) {
            lines.add(setting.getKey() + " " + setting.getValue());
        }
        Files.write(file, lines);
    }

    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
