package io.taurine.server.override;

/**
 * Why a setting does not fit.
 *
 * @param key of the definition
 * @param field its name, such as {@code retry.attempts}; empty for all of them
 * @param message what is wrong with it, and what is allowed
 */
public record OverrideProblem(String key, String field, String message) {

    @Override
    public String toString() {
        return key + (field.isEmpty() ? "" : " " + field) + ": " + message;
    }
}
