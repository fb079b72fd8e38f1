package io.taurine.queue;

import io.taurine.queue.ClaimCall.Claimed;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.List;

/** One call of settle.lua as a worker makes it. */
final class SettleCall {

    private final Bench bench;
    private final ClaimCall claim;
    private final List<String> idsAndTokens = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private String token = Bench.TOKEN;
    private List<String> metrics = List.of();

    SettleCall(Bench bench) {
        this.bench = bench;
        this.claim = new ClaimCall(bench).wanted(0);
    }

    SettleCall at(long millis) {
        claim.at(millis);
        return this;
    }

    SettleCall thenClaim(int jobs) {
        claim.wanted(jobs);
        return this;
    }

    SettleCall limiter(int max, int millis) {
        claim.limiter(max, millis);
        return this;
    }

    SettleCall counting(int maxDataPoints) {
        metrics = List.of(Integer.toString(maxDataPoints));
        return this;
    }

    /** For the jobs that follow. */
    SettleCall token(String value) {
        token = value;
        return this;
    }

    SettleCall completed(String id, String json) {
        return completed(id, json, "");
    }

    SettleCall completed(String id, String json, String keep) {
        return outcome(id, "completed", json, keep);
    }

    SettleCall failed(String id, String reason, String traces, int attempts) {
        return failed(id, reason, traces, attempts, "");
    }

    SettleCall failed(String id, String reason, String traces, int attempts, String keep) {
        return outcome(id, "failed", reason, traces, "", Integer.toString(attempts), keep);
    }

    SettleCall retry(String id, String reason, boolean lifo) {
        return outcome(id, "retry", reason, "[\"t\"]", "", lifo ? "1" : "");
    }

    SettleCall delay(String id, String reason, long millis) {
        return outcome(id, "delay", reason, "[\"t\"]", "", Long.toString(millis));
    }

    SettleCall postpone(String id, long millis) {
        return outcome(id, "postpone", Long.toString(millis));
    }

    SettleCall requeue(String id) {
        return outcome(id, "requeue");
    }

    private SettleCall outcome(String id, String... values) {
        idsAndTokens.add(id);
        idsAndTokens.add(token);
        outcomes.addAll(List.of(values));
        return this;
    }

    Settled run() {
        var arguments = new ArrayList<>(List.of(
                bench.keys.base(),
                claim.now,
                claim.token,
                "30000",
                Integer.toString(claim.wanted),
                claim.workerName,
                claim.limiterMax,
                claim.limiterMillis,
                Integer.toString(idsAndTokens.size() / 2)));
        arguments.addAll(idsAndTokens);
        arguments.addAll(outcomes);
        arguments.addAll(metrics);
        var reply = Replies.list(bench.run(Scripts.SETTLE, arguments.toArray(String[]::new)));
        var codes = Replies.list(reply.get(0)).stream().map(Replies::number).toList();
        return new Settled(codes, reply.size() > 1 ? List.of(Claimed.read(reply.subList(1, reply.size()))) : List.of());
    }

    /** What settle.lua answered. */
    record Settled(List<Long> codes, List<Claimed> claims) {

        Claimed claimed() {
            return claims.get(0);
        }
    }
}
