package io.taurine.server.file;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/** What is known of a file, as it lies beside it. */
final class FileFacts {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private FileFacts() {}

    static byte[] write(StoredFile file) throws IOException {
        return JSON.writeValueAsBytes(JSON.createObjectNode()
                .put("id", file.id())
                .put("name", file.name())
                .put("contentType", file.contentType())
                .put("size", file.size())
                .put("createdAt", file.createdAt().toString()));
    }

    static StoredFile read(byte[] text) throws IOException {
        var json = JSON.readTree(text);
        try {
            return new StoredFile(
                    json.path("id").asText(),
                    json.path("name").asText(),
                    json.path("contentType").asText(),
                    json.path("size").asLong(),
                    Instant.parse(json.path("createdAt").asText()));
        } catch (DateTimeException e) {
            throw new IOException("is none that was written here", e);
        }
    }
}
