package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command of a job server needs. */
abstract class ServerCalls {

    private static final int LABEL_WIDTH = 18;
    private static final String STDIN = "-";

    private final ServerTaurine taurine;

    ServerCalls(ServerTaurine taurine) {
        this.taurine = taurine;
    }

    /** The page of a list that is shown. */
    static final class PageOptions {

        @Option(names = "--limit", paramLabel = "N", description = "How many to show, 1000 at most. Default: 20.")
        private int limit = 20;

        @Option(names = "--cursor", paramLabel = "TEXT", description = "Where to go on, as the page before told.")
        private @Nullable String cursor;

        Map<String, @Nullable Object> parameters() {
            var parameters = new LinkedHashMap<String, @Nullable Object>();
            parameters.put("limit", limit);
            parameters.put("cursor", cursor);
            return parameters;
        }
    }

    final ServerClient client() {
        return taurine.client();
    }

    final Output output() {
        return taurine.output();
    }

    /**
     * JSON as somebody typed it.
     *
     * @param text {@code -} for standard input
     * @throws IllegalArgumentException if it is none
     */
    final JsonNode json(String what, String text) throws IOException {
        var given = text.equals(STDIN)
                ? new String(taurine.surroundings().in().readAllBytes(), StandardCharsets.UTF_8).strip()
                : text;
        return Json.parse(given)
                .orElseThrow(() -> new IllegalArgumentException(what + " is not JSON: " + Text.oneLine(given, 60)));
    }

    /** Sets it if it was given. */
    static void put(ObjectNode body, String field, @Nullable Object value) {
        if (value instanceof Integer number) {
            body.put(field, number);
        } else if (value != null) {
            body.put(field, value.toString());
        }
    }

    /** Shows one document: what it has, a line for each field. */
    final int show(JsonNode document) {
        return told(document, () -> fields(document));
    }

    final int told(JsonNode document, Supplier<String> text) {
        output().result(asObject(document), text);
        return ExitCode.DONE;
    }

    private static ObjectNode asObject(JsonNode document) {
        return document instanceof ObjectNode object ? object : Json.object().set("value", document);
    }

    private static String fields(JsonNode document) {
        var lines = new ArrayList<String>();
        for (var field : document.properties()) {
            lines.add(Text.padded(field.getKey(), LABEL_WIDTH) + " " + shown(field.getValue()));
        }
        return String.join("\n", lines);
    }

    /**
     * Shows a page.
     *
     * @param columns fields of each item
     */
    final int list(JsonNode page, String things, String... columns) {
        return told(page, () -> table(page, things, columns));
    }

    private static String table(JsonNode page, String things, String... columns) {
        if (page.path("items").isEmpty()) {
            return "No " + things;
        }
        var headings = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            headings[i] = columns[i].replaceAll("([a-z])([A-Z])", "$1 $2").toUpperCase(Locale.ROOT);
        }
        var table = new Table(headings);
        for (var item : page.path("items")) {
            var cells = new Object[columns.length];
            for (int i = 0; i < columns.length; i++) {
                cells[i] = Text.oneLine(shown(item.path(columns[i])), 80);
            }
            table.row(cells);
        }
        return page.has("nextCursor")
                ? table + "\nMore with --cursor " + page.get("nextCursor").asText()
                : table.toString();
    }

    /** Shows a page of lines. */
    final int lines(JsonNode page) {
        return told(page, () -> {
            var text = new StringBuilder();
            page.path("items")
                    .forEach(line -> text.append(text.isEmpty() ? "" : "\n").append(shown(line)));
            return text.isEmpty() ? "No lines" : text.toString();
        });
    }

    /** A value in one line. */
    static String shown(JsonNode value) {
        return value.isTextual() ? Text.oneLine(value.textValue()) : value.isMissingNode() ? "" : Json.write(value);
    }

    static String path(String first, String id, String... rest) {
        return "/" + first + "/" + ServerClient.encoded(id) + (rest.length == 0 ? "" : "/" + String.join("/", rest));
    }
}
