package io.taurine.queue;

import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One call of claim.lua as a worker makes it. */
final class ClaimCall {

    private final Bench bench;
    String now = Long.toString(Bench.NOW);
    String token = Bench.TOKEN;
    int wanted = 1;
    String workerName = "";
    String limiterMax = "";
    String limiterMillis = "";

    ClaimCall(Bench bench) {
        this.bench = bench;
    }

    ClaimCall at(long millis) {
        now = Long.toString(millis);
        return this;
    }

    ClaimCall token(String value) {
        token = value;
        return this;
    }

    ClaimCall wanted(int jobs) {
        wanted = jobs;
        return this;
    }

    ClaimCall workerName(String name) {
        workerName = name;
        return this;
    }

    ClaimCall limiter(int max, int millis) {
        limiterMax = Integer.toString(max);
        limiterMillis = Integer.toString(millis);
        return this;
    }

    ClaimCall limiterMax(int max) {
        limiterMax = Integer.toString(max);
        return this;
    }

    Claimed run() {
        return Claimed.read(Replies.list(bench.run(
                Scripts.CLAIM,
                bench.keys.base(),
                now,
                token,
                "30000",
                Integer.toString(wanted),
                workerName,
                limiterMax,
                limiterMillis)));
    }

    /** What claim.lua answered. */
    record Claimed(
            long limitedMillis,
            long nextDueMillis,
            long now,
            List<String> dropped,
            Map<String, Map<String, String>> jobs,
            List<String> ids) {

        static Claimed read(List<?> reply) {
            var jobs = new TreeMap<String, Map<String, String>>();
            var ids = new ArrayList<String>();
            for (int i = 4; i + 1 < reply.size(); i += 2) {
                var id = String.valueOf(reply.get(i));
                ids.add(id);
                jobs.put(id, Replies.hash(reply.get(i + 1)));
            }
            return new Claimed(
                    Replies.number(reply.get(0)),
                    Replies.number(reply.get(1)),
                    Replies.number(reply.get(2)),
                    Replies.texts(reply.get(3)),
                    jobs,
                    ids);
        }
    }
}
