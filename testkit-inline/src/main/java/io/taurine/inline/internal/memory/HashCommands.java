package io.taurine.inline.internal.memory;

import io.taurine.inline.internal.memory.Command.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands on hashes. */
final class HashCommands {

    private final Keyspace keys;

    HashCommands(Keyspace keys) {
        this.keys = keys;
    }

    void addTo(Map<String, Command> commands) {
        commands.put("HSET", this::set);
        commands.put("HMSET", arguments -> {
            set(arguments);
            return Status.OK;
        });
        commands.put("HSETNX", arguments -> {
            var hash = keys.hashToWrite(arguments.next());
            return hash.putIfAbsent(arguments.next(), arguments.next()) == null ? 1L : 0L;
        });
        commands.put("HGET", arguments -> read(arguments.next()).get(arguments.next()));
        commands.put("HMGET", arguments -> {
            var hash = read(arguments.next());
            var values = new ArrayList<@Nullable Object>();
            arguments.rest().forEach(field -> values.add(hash.get(field)));
            return values;
        });
        commands.put("HGETALL", arguments -> flat(read(arguments.next())));
        commands.put("HKEYS", arguments -> List.copyOf(read(arguments.next()).keySet()));
        commands.put("HVALS", arguments -> List.copyOf(read(arguments.next()).values()));
        commands.put("HLEN", arguments -> (long) read(arguments.next()).size());
        commands.put("HEXISTS", arguments -> read(arguments.next()).containsKey(arguments.next()) ? 1L : 0L);
        commands.put("HDEL", arguments -> {
            var hash = read(arguments.next());
            return arguments.rest().stream()
                    .filter(field -> hash.containsKey(field) && hash.remove(field) != null)
                    .count();
        });
        commands.put("HINCRBY", arguments -> {
            var hash = keys.hashToWrite(arguments.next());
            var field = arguments.next();
            var sum = Arguments.integer(hash.getOrDefault(field, "0")) + arguments.nextLong();
            hash.put(field, Long.toString(sum));
            return sum;
        });
        commands.put("HSCAN", arguments -> {
            var hash = read(arguments.next());
            return List.of("0", flat(hash));
        });
    }

    private Map<String, String> read(String key) {
        var hash = keys.hash(key);
        return hash == null ? Map.of() : hash;
    }

    private Long set(Arguments arguments) {
        var hash = keys.hashToWrite(arguments.next());
        if (arguments.left() == 0 || arguments.left() % 2 != 0) {
            throw new ReplyError("ERR wrong number of arguments for 'hset' command");
        }
        long added = 0;
        while (arguments.hasNext()) {
            if (hash.put(arguments.next(), arguments.next()) == null) {
                added++;
            }
        }
        return added;
    }

    private static List<String> flat(Map<String, String> hash) {
        var flat = new ArrayList<String>(hash.size() * 2);
        hash.forEach((field, value) -> {
            flat.add(field);
            flat.add(value);
        });
        return flat;
    }
}
