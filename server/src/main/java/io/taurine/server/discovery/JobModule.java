package io.taurine.server.discovery;

import java.util.List;

/**
 * A module jar and what its manifest says.
 *
 * @param name unique in a folder
 * @param version as written
 * @param description may be empty
 * @param capabilities what it is good for, in words of its author
 * @param permissions what it may do, as {@code publish:user.*} for the events that its code may emit
 * @param file name of the jar
 * @param isEnabled false when it is switched off: then none of its definitions are there
 * @param definitions the names of its definitions, as {@code greet@1}
 */
public record JobModule(
        String name,
        String version,
        String description,
        List<String> capabilities,
        List<String> permissions,
        String file,
        boolean isEnabled,
        List<String> definitions) {

    public JobModule {
        capabilities = List.copyOf(capabilities);
        permissions = List.copyOf(permissions);
        definitions = List.copyOf(definitions);
    }
}
