package io.taurine.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The real BullMQ in a Node process. */
final class BullmqContender implements JobSystem {
    private final NodeBullmq node;

    BullmqContender(NodeBullmq node) {
        this.node = node;
    }

    @Override
    public String name() {
        return "BullMQ";
    }

    @Override
    public ClientCost add(AddPlan plan) {
        return cost(node.call(
                "add",
                Map.of(
                        "jobs", plan.jobs(),
                        "inFlight", plan.inFlight(),
                        "bulk", plan.bulk(),
                        "kind", plan.kind().name(),
                        "fillerBytes", plan.fillerBytes())));
    }

    @Override
    public ClientCost work(WorkPlan plan) {
        return cost(node.call(
                "work",
                Map.of(
                        "jobs", plan.jobs(),
                        "line", plan.line(),
                        "concurrency", plan.concurrency(),
                        "failures", plan.failures(),
                        "end", plan.end().name())));
    }

    @Override
    public ClientCost flows(int flows, int children, int concurrency) {
        return cost(node.call("flows", Map.of("flows", flows, "children", children, "concurrency", concurrency)));
    }

    @Override
    public List<Double> startLatencies(int samples) {
        return numbers(node.call("startLatencies", Map.of("samples", samples)).path("latencies"));
    }

    @Override
    public List<Double> pings(int times) {
        return numbers(node.call("pings", Map.of("times", times)).path("micros"));
    }

    @Override
    public List<Double> adds(int times) {
        return numbers(node.call("adds", Map.of("times", times)).path("micros"));
    }

    private static List<Double> numbers(JsonNode array) {
        var numbers = new ArrayList<Double>();
        array.forEach(number -> numbers.add(number.asDouble()));
        return numbers;
    }

    @Override
    public Optional<Sleep> sleepAtOnce(int jobs) {
        var reply = node.call("sleepAtOnce", Map.of("jobs", jobs));
        return Optional.of(new Sleep(
                reply.path("allAsleepMillis").asDouble(),
                reply.path("allEndedMillis").asDouble(),
                0,
                cost(reply)));
    }

    @Override
    public AutoCloseable idleWorker(Duration blockInterval) {
        node.call("startIdle", Map.of("seconds", blockInterval.toMillis() / 1e3));
        return () -> node.call("stopIdle", Map.of());
    }

    @Override
    public ClientCost manyQueues(int queues, int jobsEach) {
        return cost(node.call("manyQueues", Map.of("queues", queues, "jobsEach", jobsEach)));
    }

    private static ClientCost cost(JsonNode reply) {
        if (reply.path("wrong").asInt() > 0) {
            throw new IllegalStateException(reply.path("wrong") + " jobs ran too often or not at all in BullMQ");
        }
        return new ClientCost(reply.path("cpuMicros").asDouble(), 0);
    }

    @Override
    public void close() {
        node.close();
    }
}
