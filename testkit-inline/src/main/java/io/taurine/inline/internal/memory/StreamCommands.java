package io.taurine.inline.internal.memory;

import io.taurine.inline.internal.memory.EventLog.EntryId;
import io.taurine.inline.internal.memory.EventLog.Item;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands on streams. */
final class StreamCommands {

    private final Keyspace keys;

    StreamCommands(Keyspace keys) {
        this.keys = keys;
    }

    void addTo(Map<String, Command> commands) {
        commands.put("XADD", this::add);
        commands.put("XTRIM", arguments -> {
            var stream = keys.stream(arguments.next());
            return stream == null ? 0L : (long) trim(stream, arguments);
        });
        commands.put("XLEN", arguments -> (long) read(arguments.next()).size());
        commands.put("XRANGE", arguments -> range(arguments, false));
        commands.put("XREVRANGE", arguments -> range(arguments, true));
        commands.put("XREAD", this::readAfter);
        commands.put("XDEL", arguments -> {
            var items = read(arguments.next());
            var ids = arguments.rest();
            var before = items.size();
            items.removeIf(item -> ids.contains(item.id().toString()));
            return (long) before - items.size();
        });
    }

    private List<Item> read(String key) {
        var stream = keys.stream(key);
        return stream == null ? new ArrayList<>() : stream.items();
    }

    private String add(Arguments arguments) {
        var stream = keys.streamToWrite(arguments.next());
        Long maxLength = null;
        var approximately = false;
        if (arguments.take("MAXLEN")) {
            approximately = arguments.take("~");
            arguments.take("=");
            maxLength = arguments.nextLong();
        }
        if (!arguments.take("*")) {
            throw new UnsupportedOperationException("XADD with an id of the caller's");
        }
        var id = stream.append(keys.now(), arguments.rest());
        if (maxLength != null) {
            stream.trim(maxLength, approximately);
        }
        return id.toString();
    }

    private static int trim(EventLog stream, Arguments arguments) {
        if (!arguments.take("MAXLEN")) {
            throw ReplyError.syntax();
        }
        var approximately = arguments.take("~");
        arguments.take("=");
        return stream.trim(arguments.nextLong(), approximately);
    }

    private static List<?> range(List<Item> items, String from, String to) {
        var first =
                from.equals("-") ? EntryId.FIRST : EntryId.parse(from.startsWith("(") ? from.substring(1) : from, 0);
        var last = to.equals("+")
                ? new EntryId(Long.MAX_VALUE, Long.MAX_VALUE)
                : EntryId.parse(to.startsWith("(") ? to.substring(1) : to, Long.MAX_VALUE);
        return items.stream()
                .filter(item -> item.id().compareTo(first) >= (from.startsWith("(") ? 1 : 0))
                .filter(item -> item.id().compareTo(last) <= (to.startsWith("(") ? -1 : 0))
                .map(StreamCommands::reply)
                .toList();
    }

    private Object range(Arguments arguments, boolean newestFirst) {
        var items = read(arguments.next());
        var one = arguments.next();
        var other = arguments.next();
        List<Object> found = new ArrayList<>(newestFirst ? range(items, other, one) : range(items, one, other));
        if (newestFirst) {
            Collections.reverse(found);
        }
        return arguments.take("COUNT")
                ? found.stream().limit(arguments.nextLong()).toList()
                : found;
    }

    private @Nullable Object readAfter(Arguments arguments) {
        var count = Long.MAX_VALUE;
        while (!arguments.take("STREAMS")) {
            if (!arguments.take("COUNT")) {
                throw new UnsupportedOperationException("a blocking read");
            }
            count = arguments.nextLong();
        }
        var rest = arguments.rest();
        var replies = new ArrayList<Object>();
        for (int i = 0; i < rest.size() / 2; i++) {
            var key = rest.get(i);
            var after = rest.get(i + rest.size() / 2);
            var found = range(read(key), "(" + after, "+").stream().limit(count).toList();
            if (!found.isEmpty()) {
                replies.add(List.of(key, found));
            }
        }
        return replies.isEmpty() ? null : replies;
    }

    private static List<Object> reply(Item item) {
        return List.of(item.id().toString(), item.fields());
    }
}
