package io.taurine.benchmark.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the producers of one round noted: which jobs were confirmed, by their keys, and under which ids; and keys of those flows
 * of which BullMQ had said so, and added a part.
 */
final class AddNotes {
    final Map<String, String> idOfConfirmed = new HashMap<>();
    final Set<String> torn = new HashSet<>();

    static AddNotes read(List<Path> files) {
        var notes = new AddNotes();
        for (var file : files) {
            try {
                for (var line : Files.readAllLines(file)) {
                    var words = line.split(" ", -1);
                    if (words[0].equals("ADDED") && words.length == 4) {
                        notes.idOfConfirmed.put(words[2], words[3]);
                    } else if (words[0].equals("TORN")) {
                        notes.torn.add(words[2]);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return notes;
    }
}
