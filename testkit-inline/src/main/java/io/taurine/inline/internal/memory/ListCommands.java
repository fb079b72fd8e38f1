package io.taurine.inline.internal.memory;

import io.taurine.inline.internal.memory.Command.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Commands on lists. */
final class ListCommands {

    private final Keyspace keys;

    ListCommands(Keyspace keys) {
        this.keys = keys;
    }

    void addTo(Map<String, Command> commands) {
        commands.put("LPUSH", arguments -> {
            var list = keys.listToWrite(arguments.next());
            arguments.rest().forEach(value -> list.add(0, value));
            return (long) list.size();
        });
        commands.put("RPUSH", arguments -> {
            var list = keys.listToWrite(arguments.next());
            list.addAll(arguments.rest());
            return (long) list.size();
        });
        commands.put("LPOP", arguments -> pop(arguments, false));
        commands.put("RPOP", arguments -> pop(arguments, true));
        commands.put("RPOPLPUSH", arguments -> {
            var from = read(arguments.next());
            var to = arguments.next();
            if (from.isEmpty()) {
                return null;
            }
            var moved = from.remove(from.size() - 1);
            keys.listToWrite(to).add(0, moved);
            return moved;
        });
        commands.put("LLEN", arguments -> (long) read(arguments.next()).size());
        commands.put("LINDEX", arguments -> {
            var list = read(arguments.next());
            var index = fromEnd(arguments.nextLong(), list.size());
            return index < 0 || index >= list.size() ? null : list.get((int) index);
        });
        commands.put("LSET", arguments -> {
            var list = read(arguments.next());
            list.set((int) fromEnd(arguments.nextLong(), list.size()), arguments.next());
            return Status.OK;
        });
        commands.put("LRANGE", arguments -> {
            var list = read(arguments.next());
            return List.copyOf(range(list, arguments.nextLong(), arguments.nextLong()));
        });
        commands.put("LTRIM", arguments -> {
            var list = read(arguments.next());
            var kept = List.copyOf(range(list, arguments.nextLong(), arguments.nextLong()));
            if (kept.size() < list.size()) {
                list.clear();
                list.addAll(kept);
            }
            return Status.OK;
        });
        commands.put("LREM", this::remove);
        commands.put("LPOS", this::positions);
    }

    private List<String> read(String key) {
        var list = keys.list(key);
        return list == null ? new ArrayList<>() : list;
    }

    private @Nullable Object pop(Arguments arguments, boolean right) {
        var list = read(arguments.next());
        var many = arguments.hasNext();
        var count = many ? arguments.nextLong() : 1;
        if (list.isEmpty()) {
            return null;
        }
        var popped = new ArrayList<String>();
        while (popped.size() < count && !list.isEmpty()) {
            popped.add(list.remove(right ? list.size() - 1 : 0));
        }
        return many ? popped : popped.get(0);
    }

    private @Nullable Object positions(Arguments arguments) {
        var list = read(arguments.next());
        var value = arguments.next();
        var rank = arguments.take("RANK") ? arguments.nextLong() : 1;
        var many = arguments.take("COUNT");
        var count = many ? arguments.nextLong() : 1;
        var looks = arguments.take("MAXLEN") ? arguments.nextLong() : 0;
        arguments.requireEnd();
        var found = LongStream.range(0, looks == 0 ? list.size() : Math.min(looks, list.size()))
                .map(step -> rank < 0 ? list.size() - 1 - step : step)
                .filter(index -> list.get((int) index).equals(value))
                .skip(Math.abs(rank) - 1)
                .limit(count == 0 ? Long.MAX_VALUE : count)
                .boxed()
                .toList();
        return many ? found : found.isEmpty() ? null : (Object) found.get(0);
    }

    private Long remove(Arguments arguments) {
        var list = read(arguments.next());
        var count = arguments.nextLong();
        var value = arguments.next();
        var most = count == 0 ? Long.MAX_VALUE : Math.abs(count);
        if (count < 0) {
            Collections.reverse(list);
        }
        long removed = 0;
        for (var each = list.iterator(); removed < most && each.hasNext(); ) {
            if (each.next().equals(value)) {
                each.remove();
                removed++;
            }
        }
        if (count < 0) {
            Collections.reverse(list);
        }
        return removed;
    }

    static long fromEnd(long index, int size) {
        return index < 0 ? index + size : index;
    }

    /** From one index to the other, both included, negative ones from the end. */
    static <E> List<E> range(List<E> all, long from, long to) {
        var first = Math.max(0, fromEnd(from, all.size()));
        var last = Math.min(all.size() - 1L, fromEnd(to, all.size()));
        return first > last ? List.of() : all.subList((int) first, (int) last + 1);
    }
}
