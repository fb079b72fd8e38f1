package io.taurine.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rules of the event bus.
 *
 * @param streamLength events that Redis keeps
 * @param ratePerSecond that each source may emit
 * @param permissions patterns that a source may emit, by its name
 * @param keepsJobEvents whether the steps of jobs are kept as events too
 * @param schemas files with the JSON Schema of a payload, by the name of the event
 */
public record EventsConfig(
        int streamLength,
        int ratePerSecond,
        boolean keepsJobEvents,
        Map<String, List<String>> permissions,
        Map<String, Path> schemas) {

    static EventsConfig of(Values values, Problems problems) {
        var schemas = values.get(Settings.EVENT_SCHEMAS).entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Path.of(entry.getValue())));
        schemas.forEach((name, file) -> {
            if (!Files.isReadable(file)) {
                problems.add(
                        values.where(Settings.EVENT_SCHEMAS),
                        "events.schemas " + name + " must be a file that can be read, was " + file);
            }
        });
        return new EventsConfig(
                values.get(Settings.EVENT_STREAM),
                values.get(Settings.EVENT_RATE),
                values.get(Settings.EVENT_JOBS),
                values.get(Settings.EVENT_PERMISSIONS),
                schemas);
    }
}
