package io.taurine.testkit;

import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The scripts that read several keys at one moment, which no number of plain commands could while workers run. */
enum Script {
    JOB("job.lua"),
    HOLDERS("holders.lua"),
    COUNTS("counts.lua");

    private final String text;

    Script(String file) {
        try (var stream = Script.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException(file + " is missing beside " + Script.class);
            }
            text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The containers' keys go first. */
    List<?> run(TestQueue queue, Stream<String> furtherKeys, List<String> arguments) {
        var keys = Stream.concat(StateContainer.keysOf(queue), furtherKeys).toArray(String[]::new);
        return queue.redis().eval(text, ScriptOutputType.MULTI, keys, arguments.toArray(String[]::new));
    }
}
