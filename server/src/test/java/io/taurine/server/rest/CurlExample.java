package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Map;

/**
 * The curl line of one operation, as the page shows it and the build runs it. {@code x-example} of the document says what cannot
 * be told from the rest of it: {@code path} in the place of the operation's own, {@code body}, {@code options} of curl.
 */
final class CurlExample {

    /** What stands for the parameters of a path, unless the example says otherwise. */
    private static final Map<String, String> PLACES = Map.of(
            "{key}", "echo",
            "{version}", "1",
            "{jobId}", "$JOB",
            "{run}", "1",
            "{scheduleId}", "weekly",
            "{eventId}", "$EVENT",
            "{fileId}", "$FILE",
            "{module}", "greeter");

    private CurlExample() {}

    static String of(ApiDocument document, Operation operation) {
        var node = RestPage.node(document, operation);
        var example = node.path("x-example");
        var words = new ArrayList<String>();
        words.add("curl -s" + (Bindings.STREAMS.contains(operation.id()) ? "N" : ""));
        var body = body(document, operation, example);
        if (!operation.method().equals(body.isEmpty() ? "GET" : "POST")) {
            words.add("-X " + operation.method());
        }
        words.add(url(operation, example));
        if (!body.isEmpty()) {
            words.add("-H 'Content-Type: application/json'");
        }
        if (example.has("options")) {
            words.add(example.get("options").textValue());
        }
        var line = String.join(" ", words);
        return body.isEmpty() ? line : line + " \\\n  -d '" + body + "'";
    }

    private static String url(Operation operation, JsonNode example) {
        var path = example.path("path").asText(operation.path());
        for (var place : PLACES.entrySet()) {
            path = path.replace(place.getKey(), place.getValue());
        }
        var url = "$TAURINE" + ApiDocument.BASE + path;
        // a shell would take the sign for its own
        return path.contains("&") || path.contains("?") ? "\"" + url + "\"" : url;
    }

    private static String body(ApiDocument document, Operation operation, JsonNode example) {
        if (example.has("body")) {
            return example.get("body").toString();
        }
        return operation.bodyNeeded() && !operation.isUpload()
                ? Samples.body(document, operation).toString()
                : "";
    }
}
