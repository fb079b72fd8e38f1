package io.taurine.inline.internal.memory;

import io.taurine.inline.internal.memory.Command.Status;
import java.util.Map;
import java.util.TreeMap;

/** The connections that are open, and their names. */
final class Clients {

    private final Map<Long, String> names = new TreeMap<>();
    private long last;
    private long caller;

    long open() {
        names.put(++last, "");
        return last;
    }

    void close(long client) {
        names.remove(client);
    }

    /** The next command comes from this one. */
    void calls(long client) {
        caller = client;
    }

    void addTo(Map<String, Command> commands) {
        commands.put("CLIENT", arguments -> {
            if (arguments.take("SETNAME")) {
                names.put(caller, arguments.next());
                return Status.OK;
            }
            if (arguments.take("LIST")) {
                var list = new StringBuilder();
                names.forEach((id, name) -> list.append("id=")
                        .append(id)
                        .append(" addr=memory name=")
                        .append(name)
                        .append(" db=0\n"));
                return list.toString();
            }
            if (arguments.take("ID")) {
                return caller;
            }
            throw new UnsupportedOperationException("CLIENT " + arguments.next());
        });
    }
}
