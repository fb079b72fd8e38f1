package io.taurine.server.config;

import java.nio.file.Path;

/**
 * Where files are, and how large one may be.
 *
 * @param folder may not be there yet
 * @param maxBytes of one file
 */
public record FilesConfig(Path folder, long maxBytes) {

    static FilesConfig of(Values values) {
        var folder = values.find(Settings.FILES_FOLDER)
                .map(Path::of)
                .orElseGet(() -> Path.of(values.get(Settings.DATA_FOLDER)).resolve("files"));
        return new FilesConfig(folder, (long) values.get(Settings.FILES_MAX) << 20);
    }
}
