package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.runner.Page;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lists as the API shows them: a page, and where the next one begins. */
final class Pages {

    private Pages() {}

    static <T> ObjectNode json(Page<T> page, Function<? super T, ? extends JsonNode> item) {
        var json = Json.object();
        var items = json.putArray("items");
        page.items().forEach(one -> items.add(item.apply(one)));
        if (!page.nextCursor().isEmpty()) {
            json.put("nextCursor", page.nextCursor());
        }
        return json;
    }

    /** As {@link #json}, of each item only the fields that the call asks for; all of them where it names none. */
    static <T> ObjectNode sparse(Page<T> page, Call call, Function<? super T, ObjectNode> item) {
        return json(page, one -> only(call.texts("fields"), item.apply(one)));
    }

    /** A page of a list in memory that is ordered by key; the cursor is the key of the last one shown. */
    static <T> Page<T> byKey(List<T> all, Function<? super T, String> key, Call call) {
        var rest = all.stream()
                .filter(one -> key.apply(one).compareTo(call.cursor()) > 0)
                .toList();
        if (rest.size() <= call.limit()) {
            return new Page<>(rest, "");
        }
        var page = rest.subList(0, call.limit());
        return new Page<>(page, key.apply(page.get(page.size() - 1)));
    }

    /** A page that somebody else makes and who says so when the cursor is none of theirs. */
    static <T> Page<T> from(Supplier<Page<T>> list) {
        try {
            return list.get();
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("query", "/cursor", String.valueOf(e.getMessage()));
        }
    }

    /** Only those fields; all of them where none are named. */
    private static ObjectNode only(List<String> fields, ObjectNode json) {
        return fields.isEmpty() ? json : json.retain(fields);
    }
}
