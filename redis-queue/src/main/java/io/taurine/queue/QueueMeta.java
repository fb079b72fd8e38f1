package io.taurine.queue;

import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.concurrent.CompletionStage;

/** What a queue writes about itself when it opens: the length of its event stream and who made it. */
final class QueueMeta {

    private static final String VERSION = "taurine:0.1.0";
    private static final String DEFAULT_MAX_EVENTS = "10000";

    private QueueMeta() {}

    /** A length the user chose replaces the stored one; else, as with the version, what another client wrote stays. */
    static CompletionStage<?> announce(LettuceConnection redis, QueueKeys keys, QueueOptions options) {
        var meta = keys.key("meta");
        var chosen = options.maxLenEvents();
        var length = chosen.isPresent()
                ? redis.command(
                        commands -> commands.hset(meta, "opts.maxLenEvents", Integer.toString(chosen.getAsInt())))
                : redis.command(commands -> commands.hsetnx(meta, "opts.maxLenEvents", DEFAULT_MAX_EVENTS));
        var version = redis.command(commands -> commands.hsetnx(meta, "version", VERSION));
        var all = length.thenCombine(version, (first, second) -> first);
        return options.attemptEvents()
                ? all.thenCombine(
                        redis.command(commands -> commands.hset(meta, "opts.attemptEvents", "1")),
                        (first, second) -> first)
                : all;
    }
}
