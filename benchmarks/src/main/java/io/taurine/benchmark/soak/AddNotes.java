package io.taurine.benchmark.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the producers of one round noted: which jobs were confirmed, by their keys, and under which ids. */
final class AddNotes {
    final Map<String, String> idOfConfirmed = new HashMap<>();

    static AddNotes read(List<Path> files) {
        var notes = new AddNotes();
        for (var file : files) {
            try {
                for (var line : Files.readAllLines(file)) {
                    var words = line.split(" ");
                    if (words[0].equals("ADDED") && words.length == 4) {
                        notes.idOfConfirmed.put(words[2], words[3]);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return notes;
    }
}
