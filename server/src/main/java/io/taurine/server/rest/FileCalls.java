package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.file.FileStore;
import io.taurine.server.file.FileTooLargeException;
import io.taurine.server.file.StoredFile;
import io.taurine.server.runner.Page;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Answers {@code /files}. */
final class FileCalls {

    private final FileStore files;

    FileCalls(FileStore files) {
        this.files = files;
    }

    void bind(Bindings bindings) {
        bindings.on("uploadFile", this::upload)
                .on("listFiles", this::list)
                .on("downloadFile", this::download)
                .on("getFile", call -> Reply.ok(json(find(call))))
                .on("deleteFile", this::delete);
    }

    private Reply upload(Call call) throws IOException {
        var upload = call.file();
        var name = call.text("name");
        upload.requireAtMost(files.maxBytes());
        if (call.isDryRun()) {
            upload.skip();
            return Reply.dryRun(call, "The file " + name + " would be stored.");
        }
        try {
            var file = files.add(name, upload.contentType(), upload.content());
            return Reply.created(json(file), "/files/" + file.id());
        } catch (FileTooLargeException e) {
            upload.skip();
            throw e;
        } catch (IOException e) {
            throw new ApiProblem(400, "upload_broken", "The file did not arrive whole; nothing was stored.");
        }
    }

    private Reply list(Call call) {
        var page = Pages.from(() -> {
            var found = files.list(call.cursor(), call.limit() + 1);
            return found.size() <= call.limit()
                    ? new Page<>(found, "")
                    : new Page<>(
                            found.subList(0, call.limit()),
                            found.get(call.limit() - 1).id());
        });
        return Reply.ok(Pages.sparse(page, call, FileCalls::json));
    }

    private Reply download(Call call) throws IOException {
        var file = find(call);
        var tag = "\"" + file.id() + "\"";
        var isSameFile = call.optionalText("If-Range").map(tag::equals).orElse(true);
        var range = call.optionalText("Range")
                .filter(header -> isSameFile)
                .flatMap(header -> ByteRange.of(header, file.size()));
        try {
            var reply = range.isEmpty()
                    ? Reply.content(200, file.contentType(), Content.of(files.content(file.id()), 0, file.size()))
                    : part(file, range.get());
            return reply.with("ETag", tag)
                    .with("Accept-Ranges", "bytes")
                    .with("X-Content-Type-Options", "nosniff")
                    .with("Cache-Control", "private, no-store")
                    // never shown as a page of this server
                    .with("Content-Disposition", "attachment; filename*=UTF-8''" + UrlPath.segment(file.name()));
        } catch (NoSuchFileException removedMeanwhile) {
            throw notFound(file.id());
        }
    }

    private Reply part(StoredFile file, ByteRange range) throws IOException {
        return Reply.content(
                        206, file.contentType(), Content.of(files.content(file.id()), range.from(), range.length()))
                .with("Content-Range", range.header(file.size()));
    }

    private Reply delete(Call call) {
        var file = find(call);
        if (call.isDryRun()) {
            return Reply.dryRun(call, "The file " + file.name() + " would be removed.");
        }
        files.delete(file.id());
        return Reply.gone();
    }

    private StoredFile find(Call call) {
        var id = call.text("fileId");
        return files.find(id).orElseThrow(() -> notFound(id));
    }

    private static ApiProblem notFound(String id) {
        return new ApiProblem(404, "no_such_file", "There is no file " + id + ", or no more.");
    }

    private static ObjectNode json(StoredFile file) {
        return Json.object()
                .put("id", file.id())
                .put("name", file.name())
                .put("contentType", file.contentType())
                .put("size", file.size())
                .put("createdAt", file.createdAt().toString());
    }
}
