package io.taurine.inline.internal.memory;

import io.taurine.inline.internal.memory.Command.Status;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands on strings and counters. */
final class StringCommands {

    private final Keyspace keys;

    StringCommands(Keyspace keys) {
        this.keys = keys;
    }

    void addTo(Map<String, Command> commands) {
        commands.put("GET", arguments -> keys.string(arguments.next()));
        commands.put("SET", this::set);
        commands.put("PSETEX", arguments -> {
            var key = arguments.next();
            var expiresAt = keys.now() + positive(arguments.nextLong());
            keys.put(key, arguments.next());
            keys.expireAt(key, expiresAt);
            return Status.OK;
        });
        commands.put("SETNX", arguments -> {
            var key = arguments.next();
            if (keys.exists(key)) {
                return 0L;
            }
            keys.put(key, arguments.next());
            return 1L;
        });
        commands.put("MGET", arguments -> {
            var values = new ArrayList<@Nullable Object>();
            arguments.rest().forEach(key -> values.add(keys.type(key).equals("string") ? keys.string(key) : null));
            return values;
        });
        commands.put("INCR", arguments -> add(arguments.next(), 1));
        commands.put("DECR", arguments -> add(arguments.next(), -1));
        commands.put("INCRBY", arguments -> add(arguments.next(), arguments.nextLong()));
        commands.put("DECRBY", arguments -> add(arguments.next(), -arguments.nextLong()));
        commands.put("STRLEN", arguments -> {
            var value = keys.string(arguments.next());
            return value == null ? 0L : value.length();
        });
    }

    private Long add(String key, long by) {
        var value = keys.string(key);
        var sum = (value == null ? 0 : Arguments.integer(value)) + by;
        keys.update(key, Long.toString(sum));
        return sum;
    }

    private @Nullable Object set(Arguments arguments) {
        var key = arguments.next();
        var value = arguments.next();
        long expiresAt = 0;
        boolean onlyNew = false;
        boolean onlyOld = false;
        boolean returnOld = false;
        while (arguments.hasNext()) {
            if (arguments.take("NX")) {
                onlyNew = true;
            } else if (arguments.take("XX")) {
                onlyOld = true;
            } else if (arguments.take("GET")) {
                returnOld = true;
            } else if (arguments.take("PX")) {
                expiresAt = keys.now() + positive(arguments.nextLong());
            } else if (arguments.take("EX")) {
                expiresAt = keys.now() + positive(arguments.nextLong()) * 1000;
            } else if (arguments.take("PXAT")) {
                expiresAt = positive(arguments.nextLong());
            } else if (arguments.take("KEEPTTL")) {
                expiresAt = Math.max(0, keys.timeToLive(key)) == 0 ? 0 : keys.now() + keys.timeToLive(key);
            } else {
                throw arguments.unknown();
            }
        }
        var old = returnOld ? keys.string(key) : null;
        if ((onlyNew && keys.exists(key)) || (onlyOld && !keys.exists(key))) {
            return old;
        }
        keys.put(key, value);
        keys.expireAt(key, expiresAt);
        return returnOld ? old : Status.OK;
    }

    private static long positive(long millis) {
        if (millis <= 0) {
            throw new ReplyError("ERR invalid expire time in 'set' command");
        }
        return millis;
    }
}
