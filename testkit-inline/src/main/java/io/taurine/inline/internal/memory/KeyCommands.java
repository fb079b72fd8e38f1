package io.taurine.inline.internal.memory;

import io.taurine.inline.internal.memory.Command.Status;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Commands on keys of any kind. */
final class KeyCommands {

    private final Keyspace keys;

    KeyCommands(Keyspace keys) {
        this.keys = keys;
    }

    void addTo(Map<String, Command> commands) {
        Command delete =
                arguments -> arguments.rest().stream().filter(keys::delete).count();
        commands.put("DEL", delete);
        commands.put("UNLINK", delete);
        commands.put(
                "EXISTS",
                arguments -> arguments.rest().stream().filter(keys::exists).count());
        commands.put("TYPE", arguments -> new Status(keys.type(arguments.next())));
        commands.put("RENAME", arguments -> {
            keys.rename(arguments.next(), arguments.next());
            return Status.OK;
        });
        commands.put("PEXPIRE", arguments -> expire(arguments.next(), arguments.nextLong()));
        commands.put("EXPIRE", arguments -> expire(arguments.next(), arguments.nextLong() * 1000));
        commands.put("PEXPIREAT", arguments -> expire(arguments.next(), arguments.nextLong() - keys.now()));
        commands.put("PERSIST", arguments -> {
            var key = arguments.next();
            var had = keys.timeToLive(key) >= 0;
            keys.expireAt(key, 0);
            return had ? 1L : 0L;
        });
        commands.put("PTTL", arguments -> keys.timeToLive(arguments.next()));
        commands.put("TTL", arguments -> {
            var millis = keys.timeToLive(arguments.next());
            return millis < 0 ? millis : (millis + 500) / 1000;
        });
        commands.put("KEYS", arguments -> matching(arguments.next()));
        commands.put("SCAN", this::scan);
        commands.put(
                "TIME",
                arguments -> List.of(Long.toString(keys.now() / 1000), Long.toString(keys.now() % 1000 * 1000)));
        commands.put("PING", arguments -> new Status("PONG"));
    }

    private Long expire(String key, long inMillis) {
        if (inMillis <= 0) {
            return keys.delete(key) ? 1L : 0L;
        }
        return keys.expireAt(key, keys.now() + inMillis) ? 1L : 0L;
    }

    /** All in one page, which the protocol allows. */
    private List<?> scan(Arguments arguments) {
        arguments.next();
        var pattern = "*";
        while (arguments.hasNext()) {
            if (arguments.take("MATCH")) {
                pattern = arguments.next();
            } else if (arguments.take("COUNT")) {
                arguments.next();
            } else {
                throw arguments.unknown();
            }
        }
        return List.of("0", matching(pattern));
    }

    private List<String> matching(String glob) {
        var regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            var c = glob.charAt(i);
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (c == '\\' && i + 1 < glob.length()) {
                regex.append(Pattern.quote(String.valueOf(glob.charAt(++i))));
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        var pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
        return keys.names().stream()
                .filter(name -> pattern.matcher(name).matches())
                .toList();
    }
}
