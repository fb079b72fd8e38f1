package io.taurine.history;

import org.jspecify.annotations.Nullable;

/**
 * A version of a definition as a process found it at its start.
 *
 * @param key of the definition, at most 200 characters
 * @param version 1 or more
 * @param minimalVersion 1 or more
 * @param description may be empty
 * @param module that brought it; null for none
 * @param isEnabled whether it takes jobs
 * @param checksum of its implementation, at most 200 characters
 * @param settings its defaults, JSON
 */
public record Registration(
        String key,
        int version,
        int minimalVersion,
        String description,
        @Nullable String module,
        boolean isEnabled,
        String checksum,
        String settings) {

    public Registration {
        if (version < 1 || minimalVersion < 1) {
            throw new IllegalArgumentException("version and minimalVersion must be 1 or more, were " + version + " and "
                    + minimalVersion + " of " + key);
        }
        Texts.requireName("key", key);
        Texts.requireName("checksum", checksum);
        description = Texts.text(description, Texts.DETAIL_LENGTH);
        module = module == null ? null : Texts.name(module);
        settings = Texts.json(settings);
    }
}
