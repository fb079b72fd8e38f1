package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Marks of what a client has read, by which it says what it means to change. */
final class ETags {

    private static final int LENGTH = 32;

    private ETags() {}

    static String of(JsonNode json) {
        var hash = ApiToken.hash(new String(Json.write(json), StandardCharsets.UTF_8));
        return "\"" + hash.substring(0, LENGTH) + "\"";
    }

    /**
     * Throws a problem when the client means to change something that is no longer so.
     *
     * @param ifMatch null for a client that did not say
     */
    static void require(@Nullable String ifMatch, String current) {
        if (ifMatch == null) {
            return;
        }
        var isMeant = Arrays.stream(ifMatch.split(","))
                .map(String::strip)
                .anyMatch(one -> one.equals("*") || one.equals(current));
        if (!isMeant) {
            throw new ApiProblem(
                    412, "changed_since", "It has changed since it was read; read it again. It is " + current);
        }
    }
}
