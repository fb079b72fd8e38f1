package io.taurine.interop;

import io.taurine.interop.SchedulerScript.Repeat;
import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.JobOptionsJson;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.EncodedJob;
import io.taurine.queue.internal.NextRunMaker;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.SchedulerStore;
import io.taurine.queue.internal.SchedulerWriter;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.time.Instant;
import java.time.InstantSource;

/** Taurine's hand: the same steps as its queue and its workers take, with the instant sent along. */
final class JavaSchedulerHand implements SchedulerHand {
    private static final String TOKEN = "by-java";

    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final Queue<Object> queue;
    private final SchedulerWriter writer;
    private final SchedulerStore store;
    private final NextRunMaker maker;

    JavaSchedulerHand(RedisConnection connection, String name) {
        redis = LettuceConnection.of(connection);
        keys = QueueKeys.of("bull", name);
        queue = Queue.of(name, Object.class, connection);
        store = new SchedulerStore(redis, keys);
        writer = new SchedulerWriter(store);
        maker = new NextRunMaker(store);
    }

    @Override
    public void upsert(String id, Repeat repeat, int number, long now) {
        var template = Json.parse(SchedulerHand.template(number).replace("keepLogs", "kl"));
        var encoded = EncodedJob.of(
                template.path("name").asText(id),
                template.has("data") ? template.get("data") : Json.parse("{}"),
                JobOptionsJson.read(template.path("opts").toString()),
                JacksonPayloadCodec.defaults(),
                InstantSource.system());
        var definition = SchedulerWriter.define(id, repeat.java(), repeat.immediately(), encoded, true);
        Await.result(writer.upsert(definition, repeat.java(), repeat.immediately(), Instant.ofEpochMilli(now), null));
    }

    @Override
    public void work(long now) {
        var claimed = Replies.list(Await.result(
                redis.run(Scripts.CLAIM, keys, keys.base(), Long.toString(now), TOKEN, "30000", "1", "", "", "")));
        if (claimed.size() < 6) {
            return;
        }
        var id = String.valueOf(claimed.get(4));
        Await.result(maker.makeAfter(id, Replies.hash(claimed.get(5)), Instant.ofEpochMilli(now)));
        Await.result(redis.run(
                Scripts.SETTLE,
                keys,
                keys.base(),
                Long.toString(now),
                TOKEN,
                "30000",
                "0",
                "",
                "",
                "",
                "1",
                id,
                TOKEN,
                "completed",
                "1",
                "0"));
    }

    @Override
    public void remove(String id) {
        Await.result(store.remove(id, false));
    }

    @Override
    public void promoteAll() {
        queue.promoteJobs();
    }

    @Override
    public String toString() {
        return "Java";
    }
}
