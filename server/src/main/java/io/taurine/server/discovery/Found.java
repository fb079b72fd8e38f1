package io.taurine.server.discovery;

import io.taurine.server.definition.Definition;
import java.util.OptionalInt;

/** A definition and where it stands. */
record Found(Definition<?> definition, String file, OptionalInt line, String subject) {

    Found(Definition<?> definition, String file, String subject) {
        this(definition, file, OptionalInt.empty(), subject);
    }

    String place() {
        return file + (line.isPresent() ? ":" + line.getAsInt() : "");
    }
}
