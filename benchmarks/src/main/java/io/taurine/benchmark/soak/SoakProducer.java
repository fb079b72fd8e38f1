package io.taurine.benchmark.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.queue.JobLockedException;
import io.taurine.queue.JobRequest;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.JobNode;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.ForkedJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Main of a producer process: performs the lines of a {@link JobPlan}. Argument: Redis. */
final class SoakProducer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Queue<Object>> queues = new HashMap<>();
    private final FlowProducer flows;

    private SoakProducer(RedisConnection redis) {
        for (var name : Queues.ALL) {
            queues.put(name, SoakWorker.tryHard(() -> Queue.of(name, Object.class, redis)));
        }
        flows = SoakWorker.tryHard(() -> FlowProducer.of(redis));
    }

    public static void main(String[] args) throws IOException {
        ForkedJvm.exitWhenParentDies();
        var producer = new SoakProducer(SoakWorker.connect(args[0]));
        System.out.println("ready");
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var words = line.split(" ", -1);
            if (words[0].equals("clock")) {
                MovedClock.moveBy(Long.parseLong(words[1]));
            } else if (words[0].equals("round")) {
                // On a thread of its own, so that the clock can be moved meanwhile.
                var round = new Thread(
                        () -> producer.round(words[1], Path.of(words[2]), Path.of(words[3]), Long.parseLong(words[4])),
                        "soak-producer");
                round.setDaemon(true);
                round.start();
            }
        }
    }

    /** Does what is not yet noted as done; {@code started} is when the round began, in ms since 1970. */
    private void round(String name, Path plan, Path notes, long started) {
        try {
            var done = new HashSet<String>();
            var tried = new HashSet<String>();
            if (Files.exists(notes)) {
                for (var line : Files.readAllLines(notes)) {
                    var words = line.split(" ", -1);
                    (words[0].equals("DONE") ? done : tried).add(words[2]);
                }
            }
            var ledger = Ledger.append(notes);
            for (var line : Files.readAllLines(plan)) {
                var operation = JSON.readTree(line);
                var n = operation.path("n").asText();
                boolean careful = operation.path("careful").asBoolean();
                if (!done.contains(n) && (careful || !tried.contains(n))) {
                    awaitTime(started + operation.path("at").asLong());
                    perform(operation, careful, ledger);
                }
            }
            System.out.println("done " + name);
        } catch (IOException | InterruptedException | RuntimeException e) {
            e.printStackTrace();
            System.out.println("broken " + name + " " + e);
        }
    }

    private static void awaitTime(long millis) throws InterruptedException {
        long left = millis - System.currentTimeMillis();
        if (left > 0) {
            Thread.sleep(left);
        }
    }

    /** Again under the same ids until it is confirmed, when that is harmless. */
    private void perform(JsonNode operation, boolean careful, Ledger ledger) throws InterruptedException {
        var n = operation.path("n").asText();
        ledger.note("TRY", n);
        while (true) {
            try {
                perform(operation, ledger);
                ledger.note("DONE", n);
                return;
            } catch (RedisUnavailableException e) {
                ledger.note("UNKNOWN", n);
                if (!careful) {
                    return;
                }
                Thread.sleep(20);
            }
        }
    }

    private void perform(JsonNode operation, Ledger ledger) throws InterruptedException {
        switch (operation.path("op").asText()) {
            case "add" -> addEach(operation.path("jobs"), ledger);
            case "bulk" -> addBulk(operation.path("jobs"), ledger);
            case "flow" -> note(flows.add(node(operation.path("jobs").get(0))), ledger);
            case "schedule" -> schedule(operation);
            case "unschedule" ->
                queue(Queues.TICKS)
                        .removeJobScheduler(operation.path("scheduler").asText());
            case "cancel" -> queue(Queues.MAIL).cancel(operation.path("id").asText(), "as planned");
            case "remove" -> remove(operation.path("id").asText());
            default -> throw new IllegalArgumentException("unknown operation " + operation);
        }
    }

    /** All at once, each by a call of its own. */
    private void addEach(JsonNode jobs, Ledger ledger) throws InterruptedException {
        var calls = new HashMap<String, Future<String>>();
        for (var job : jobs) {
            var node = node(job);
            calls.put(
                    job.path("data").path("key").asText(),
                    queue(node.queueName())
                            .addAsync(node.name(), node.data(), node.options())
                            .thenApply(handle -> handle.id())
                            .toCompletableFuture());
        }
        RedisUnavailableException failure = null;
        for (var call : calls.entrySet()) {
            try {
                ledger.note("ADDED", call.getKey(), call.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RedisUnavailableException unavailable)) {
                    throw new IllegalStateException("add failed", e);
                }
                failure = unavailable;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void addBulk(JsonNode jobs, Ledger ledger) {
        var requests = new ArrayList<JobRequest<Object>>();
        for (var job : jobs) {
            var node = node(job);
            requests.add(JobRequest.of(node.name(), node.data(), node.options()));
        }
        var added = queue(Queues.MAIL).addBulk(requests);
        for (int i = 0; i < added.size(); i++) {
            ledger.note(
                    "ADDED",
                    jobs.get(i).path("data").path("key").asText(),
                    added.get(i).id());
        }
    }

    private static void note(JobNode flow, Ledger ledger) {
        ledger.note("ADDED", flow.id(), flow.id());
        flow.children().forEach(child -> note(child, ledger));
    }

    private void remove(String id) {
        try {
            queue(Queues.MAIL).remove(id);
        } catch (JobLockedException e) {
            // It runs; then it stays.
        }
    }

    private void schedule(JsonNode operation) {
        var id = operation.path("scheduler").asText();
        var schedule = operation.has("every")
                ? Schedule.every(Duration.ofMillis(operation.path("every").asLong()))
                : Schedule.cron(operation.path("pattern").asText(), ZoneOffset.UTC);
        var options = JobOptions.builder()
                .removeOnComplete(KeepJobs.count(20))
                .removeOnFail(KeepJobs.count(20))
                .build();
        queue(Queues.TICKS)
                .upsertJobScheduler(id, schedule, JobTemplate.of("tick", new Task(id, 1, 0, -1, ""), options));
    }

    private Queue<Object> queue(String name) {
        return Objects.requireNonNull(queues.get(name), name);
    }

    private static FlowNode node(JsonNode job) {
        return FlowNode.ofJson(job.toString());
    }
}
