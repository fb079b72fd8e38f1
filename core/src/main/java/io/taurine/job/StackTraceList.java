package io.taurine.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code stacktrace} field of a job: a JSON array of texts, one for each failed attempt, oldest first. */
public final class StackTraceList {

    /** Longest single trace stored, in characters; a deep recursion would otherwise fill the job hash. */
    static final int MAX_TRACE_LENGTH = 16_384;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private StackTraceList() {}

    /** The traces; empty when the text is absent, empty, or not an array of texts. */
    public static List<String> read(@Nullable String json) {
        if (json == null || json.isEmpty()) {
            return List.of();
        }
        try {
            var traces = new ArrayList<String>();
            var tree = MAPPER.readTree(json);
            if (tree.isArray()) {
                tree.forEach(trace -> traces.add(trace.asText()));
            }
            return List.copyOf(traces);
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    /** The stored text with the trace of one more failure, cut to the newest {@code limit} if that is 0 or more. */
    public static String append(@Nullable String storedJson, Throwable failure, int limit) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return append(storedJson, text.toString(), limit);
    }

    /** As {@link #append(String, Throwable, int)}, with the trace as text. */
    public static String append(@Nullable String storedJson, String trace, int limit) {
        var traces = new ArrayList<>(read(storedJson));
        traces.add(bounded(trace));
        var kept = limit >= 0 && traces.size() > limit ? traces.subList(traces.size() - limit, traces.size()) : traces;
        try {
            return MAPPER.writeValueAsString(kept);
        } catch (JsonProcessingException e) {
            throw new PayloadException("The stack trace cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String bounded(String trace) {
        return trace.length() <= MAX_TRACE_LENGTH ? trace : trace.substring(0, MAX_TRACE_LENGTH) + "\n\t... cut";
    }
}
