package io.taurine.server.runner.internal;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.NoSuchDefinitionException;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Which version of a definition a job is for. */
public final class VersionChoice {

    private VersionChoice() {}

    /**
     * The definition that a new job asks for.
     *
     * @param version empty for the newest
     * @throws NoSuchDefinitionException if there is none
     */
    public static Definition<?> choose(Definitions definitions, String key, OptionalInt version) {
        var newest = newest(definitions, key);
        if (version.isEmpty()) {
            return newest;
        }
        return definitions
                .find(key, version.getAsInt())
                .orElseThrow(() -> new NoSuchDefinitionException("Definition " + key + " has no version "
                        + version.getAsInt() + "; it has "
                        + definitions.versions(key).stream()
                                .map(definition -> Integer.toString(definition.version()))
                                .collect(Collectors.joining(", "))));
    }

    /**
     * The one that gives the settings of the queue.
     *
     * @throws NoSuchDefinitionException if there is none
     */
    public static Definition<?> newest(Definitions definitions, String key) {
        return definitions
                .newest(key)
                .orElseThrow(() -> new NoSuchDefinitionException("There is no definition " + key));
    }

    /** Why a job of that version is skipped; empty when it is not: the newest definition says what is too old. */
    public static java.util.Optional<String> tooOld(Definitions definitions, String key, int version) {
        return definitions
                .newest(key)
                .filter(newest -> version < newest.minimalVersion())
                .map(newest -> "version " + version + " is no longer supported, the oldest that is is "
                        + newest.minimalVersion());
    }
}
