package io.taurine.server.discovery;

import java.util.OptionalInt;

/**
 * Why something that was found is no definition.
 *
 * @param file where it stands: a manifest within its jar as {@code a.jar!/taurine-module.yaml}, a class file, a folder
 * @param line from 1; empty where it is not known
 * @param subject what is wrong there: a field such as {@code jobs[2].schedule}, a class; may be empty
 * @param message what is wrong with it, and what is allowed
 */
public record DiscoveryProblem(String file, OptionalInt line, String subject, String message) {

    /** In one line, as compilers do: {@code a.jar!/taurine-module.yaml:7: jobs[2].schedule: …}. */
    @Override
    public String toString() {
        return file
                + (line.isPresent() ? ":" + line.getAsInt() : "")
                + ": "
                + (subject.isEmpty() ? "" : subject + ": ")
                + message;
    }
}
