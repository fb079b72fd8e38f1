package io.taurine.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The temporary directory of one server: its configuration, what it prints, and its data unless the user keeps that. */
record RedisFiles(Path temporary) {
    private static final Logger LOG = LoggerFactory.getLogger(RedisFiles.class);
    private static final int LAST_LINES = 20;

    static RedisFiles create() {
        try {
            return new RedisFiles(Files.createTempDirectory("taurine-redis-"));
        } catch (IOException e) {
            throw new EmbeddedRedisException("Cannot create a temporary directory", e);
        }
    }

    Path config() {
        return temporary.resolve("redis.conf");
    }

    Path log() {
        return temporary.resolve("redis.log");
    }

    String lastLines() {
        try {
            // Not Files.readString: the user's locale may make the server print something else than UTF-8.
            var lines = new String(Files.readAllBytes(log()), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException nothingPrinted) {
            return "(nothing)";
        }
    }

    void delete() {
        for (var path : deepestFirst()) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                LOG.warn("cannot remove the temporary {}", path, e);
            }
        }
    }

    private List<Path> deepestFirst() {
        try (var paths = Files.walk(temporary)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException e) {
            LOG.warn("cannot list the temporary {}", temporary, e);
            return new ArrayList<>();
        }
    }
}
