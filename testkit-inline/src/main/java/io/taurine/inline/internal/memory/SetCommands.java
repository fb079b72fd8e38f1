package io.taurine.inline.internal.memory;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Commands on sets. */
final class SetCommands {

    private final Keyspace keys;

    SetCommands(Keyspace keys) {
        this.keys = keys;
    }

    void addTo(Map<String, Command> commands) {
        commands.put("SADD", arguments -> {
            var set = keys.setToWrite(arguments.next());
            return arguments.rest().stream().filter(set::add).count();
        });
        commands.put("SREM", arguments -> {
            var set = read(arguments.next());
            return arguments.rest().stream()
                    .filter(member -> set.contains(member) && set.remove(member))
                    .count();
        });
        commands.put("SCARD", arguments -> (long) read(arguments.next()).size());
        commands.put("SMEMBERS", arguments -> List.copyOf(read(arguments.next())));
        commands.put("SISMEMBER", arguments -> read(arguments.next()).contains(arguments.next()) ? 1L : 0L);
        commands.put("SMISMEMBER", arguments -> {
            var set = read(arguments.next());
            return arguments.rest().stream()
                    .map(member -> set.contains(member) ? 1L : 0L)
                    .toList();
        });
        commands.put("SPOP", arguments -> {
            var set = read(arguments.next());
            // Redis takes any; two runs of a test must be equal.
            var popped = set.stream().limit(arguments.nextLong()).toList();
            arguments.requireEnd();
            popped.forEach(set::remove);
            return popped;
        });
        commands.put("SSCAN", arguments -> List.of("0", List.copyOf(read(arguments.next()))));
    }

    private Set<String> read(String key) {
        var set = keys.set(key);
        return set == null ? Set.of() : set;
    }
}
