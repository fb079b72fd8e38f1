package io.taurine.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "files", description = "What jobs read and make.", synopsisSubcommandLabel = "COMMAND")
final class ServerFiles extends ServerGroup {

    private static final String ID = "Id of the file.";
    private static final String ANY_TYPE = "application/octet-stream";

    ServerFiles(ServerTaurine taurine) {
        super(taurine);
    }

    @Command(name = "list", description = "List them, newest first.")
    int list(@Mixin PageOptions page) throws Exception {
        return list(
                client().get("/files" + ServerClient.query(page.parameters())),
                "files",
                "id",
                "name",
                "contentType",
                "size",
                "createdAt");
    }

    @Command(name = "upload", description = "Upload a file.")
    int upload(
            @Parameters(paramLabel = "FILE", description = "What to upload.") Path file,
            @Option(names = "--type", paramLabel = "TYPE", description = "Its media type. Default: by its name.")
                    @Nullable
                    String type)
            throws Exception {
        try {
            var content = BodyPublishers.ofFile(file);
            var guessed = type == null ? Files.probeContentType(file) : type;
            var name = String.valueOf(file.getFileName());
            var stored = client().upload(
                            "/files" + ServerClient.query(Map.of("name", name)),
                            guessed == null ? ANY_TYPE : guessed,
                            content);
            return told(stored, () -> "Uploaded " + name + " as " + shown(stored.path("id")));
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        }
    }

    @Command(name = "download", description = "Download a file.")
    int download(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Parameters(paramLabel = "FILE", description = "Where to; must not be there yet.") Path file)
            throws Exception {
        if (Files.exists(file)) {
            throw new IllegalArgumentException(file + " is there already");
        }
        var client = client();
        long size;
        try (var content = client.stream(path("files", id), Map.of())) {
            size = Files.copy(content, file);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw new ServerRefusedException(
                    ExitCode.UNREACHABLE, "The file did not come whole from " + client.shown() + ": " + e.getMessage());
        }
        return told(
                Json.object().put("id", id).put("file", file.toString()).put("size", size),
                () -> "Downloaded " + id + " to " + file + ", " + Text.count(size, "byte"));
    }

    @Command(name = "remove", description = "Remove a file.")
    int remove(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        client().delete(path("files", id));
        return told(Json.object().put("id", id).put("removed", true), () -> "Removed file " + id);
    }
}
