package io.taurine.server.runner.internal;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Places within a JSON tree. */
final class JsonPaths {

    private JsonPaths() {}

    /** Where it failed, as a JSON pointer; empty for the whole. */
    static String pointer(JsonMappingException e) {
        var pointer = JsonPointer.empty();
        for (var step : e.getPath()) {
            pointer = step.getFieldName() != null
                    ? pointer.appendProperty(step.getFieldName())
                    : pointer.appendIndex(Math.max(0, step.getIndex()));
        }
        return pointer.toString();
    }

    /** Takes a value out, which leaves null in an array; false when it is not there, or is the whole. */
    static boolean remove(JsonNode tree, String place) {
        var pointer = JsonPointer.compile(place);
        if (pointer.matches() || tree.at(pointer).isMissingNode()) {
            return false;
        }
        var parent = tree.at(pointer.head());
        var last = pointer.last();
        if (parent instanceof ObjectNode object) {
            object.remove(last.getMatchingProperty());
            return true;
        }
        if (parent instanceof ArrayNode array
                && !array.get(last.getMatchingIndex()).isNull()) {
            array.setNull(last.getMatchingIndex());
            return true;
        }
        return false;
    }
}
