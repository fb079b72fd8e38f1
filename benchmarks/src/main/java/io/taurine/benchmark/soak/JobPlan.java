package io.taurine.benchmark.soak;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.benchmark.soak.PlannedJob.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What one producer does in one round, one JSON line for each operation, in the form in which BullMQ's users write jobs. A Java
 * and a Node producer read the same lines.
 */
final class JobPlan {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** More than any job is tried: what fails that often fails in every attempt. */
    private static final int ALWAYS = 1_000;

    /** For what fails when Redis does not answer its processor. */
    private static final int TRIES = 50;

    private static final List<String> POLICIES = List.of(
            "failParentOnFailure", "continueParentOnFailure", "ignoreDependencyOnFailure", "removeDependencyOnFailure");

    private final String prefix;
    private final Random random;
    private final List<ObjectNode> operations = new ArrayList<>();
    private final List<PlannedJob> jobs = new ArrayList<>();
    private int lastKey;

    private JobPlan(String prefix, Random random) {
        this.prefix = prefix;
        this.random = random;
    }

    static JobPlan of(SoakOptions options, Role producer, int round) {
        var plan = new JobPlan(
                "r" + round + "-" + producer.name().replace("-producer-", ""),
                options.random("jobs of " + producer.name(), round));
        for (int n = 0; n < options.jobs(); n++) {
            plan.next(producer);
        }
        // At the latest with the last line each scheduler is there.
        plan.schedule(producer);
        for (int n = 0; n < plan.operations.size(); n++) {
            plan.operations.get(n).put("n", n).put("at", (long) n * options.roundMillis() / plan.operations.size());
        }
        return plan;
    }

    List<String> lines() {
        return operations.stream().map(ObjectNode::toString).toList();
    }

    List<PlannedJob> jobs() {
        return List.copyOf(jobs);
    }

    private void next(Role producer) {
        int dice = random.nextInt(100);
        if (dice < 25) {
            add("add", plain());
        } else if (dice < 32) {
            anonymous();
        } else if (dice < 42) {
            add("add", repeat(1 + random.nextInt(12)));
        } else if (dice < 50) {
            add("bulk", repeat(1 + random.nextInt(25)));
        } else if (dice < 58) {
            var job = job(Queues.MAIL, Ending.COMPLETED, 0);
            opts(job).put("delay", 20 + random.nextInt(1_500));
            add("add", job);
        } else if (dice < 66) {
            var job = job(Queues.MAIL, Ending.COMPLETED, 0);
            opts(job).put("priority", 1 + random.nextInt(5));
            add("add", job);
        } else if (dice < 72) {
            var job = job(Queues.MAIL, Ending.REMOVED, 0);
            opts(job).put("removeOnComplete", true);
            add("add", job);
        } else if (dice < 79) {
            add("add", flaky(1 + random.nextInt(2)));
        } else if (dice < 81) {
            add("add", doomed(Queues.MAIL));
        } else if (dice < 82) {
            var postponed = plain();
            data(postponed).put("way", "postpone");
            opts(postponed).put("attempts", TRIES).put("backoff", 100);
            add("add", postponed);
        } else if (dice < 83) {
            var slow = plain();
            data(slow).put("ms", 1_500 + random.nextInt(4_000));
            add("add", slow);
        } else if (dice < 92) {
            flow(producer);
        } else if (dice < 94) {
            step();
        } else if (dice < 96) {
            deduplicated();
        } else if (dice < 98) {
            takenBack();
        } else {
            if (random.nextBoolean()) {
                schedulerOperation("unschedule", producer);
            }
            schedule(producer);
        }
    }

    private ObjectNode plain() {
        return job(Queues.MAIL, Ending.COMPLETED, 0);
    }

    private List<ObjectNode> repeat(int count) {
        var many = new ArrayList<ObjectNode>();
        for (int n = 0; n < count; n++) {
            many.add(plain());
        }
        return many;
    }

    private ObjectNode flaky(int failures) {
        var job = job(Queues.MAIL, Ending.COMPLETED, failures);
        opts(job)
                .put("attempts", 3)
                .putObject("backoff")
                .put("type", "exponential")
                .put("delay", 50);
        return job;
    }

    private ObjectNode doomed(String queue) {
        var job = job(queue, Ending.FAILED, ALWAYS);
        opts(job).put("attempts", 2).put("backoff", 60);
        return job;
    }

    /** The queue chooses the id, so a second try would be a second job: nobody tries again. */
    private void anonymous() {
        var job = plain();
        opts(job).remove("jobId");
        add("add", job).put("careful", false);
    }

    private void flow(Role producer) {
        var branch = random.nextInt(4) == 0;
        var policy = random.nextInt(3) == 0 ? POLICIES.get(random.nextInt(POLICIES.size())) : "";
        if (!producer.isJava()) {
            // A child that had failed when its flow is added again is waited for in vain by BullMQ.
            policy = "";
        }
        int children = 1 + random.nextInt(8);
        boolean fails = policy.equals("failParentOnFailure");
        int values = children + (branch ? 1 : 0);
        var root = parent(fails, policy.equals("continueParentOnFailure") ? -1 : values);
        var below = root.putArray("children");
        for (int n = 0; n < children; n++) {
            below.add(job(Queues.PARTS, Ending.COMPLETED, 0));
        }
        if (!policy.isEmpty()) {
            var doomed = doomed(Queues.PARTS);
            opts(doomed).put(policy, true);
            below.add(doomed);
        }
        if (branch) {
            int grandchildren = 1 + random.nextInt(4);
            var node = parent(false, grandchildren);
            var more = node.putArray("children");
            for (int n = 0; n < grandchildren; n++) {
                more.add(job(Queues.PARTS, Ending.COMPLETED, 0));
            }
            below.add(node);
        }
        add("flow", root);
    }

    private ObjectNode parent(boolean fails, int values) {
        var parent = job(Queues.REPORTS, fails ? Ending.FAILED : Ending.COMPLETED, 0);
        if (fails) {
            var planned = jobs.remove(jobs.size() - 1);
            jobs.add(new PlannedJob(planned.key(), planned.queue(), Ending.FAILED, false));
        }
        // It asks Redis for its children's results, which may not be there to ask.
        opts(parent).put("attempts", TRIES).put("backoff", 200);
        data(parent).put("values", values);
        return parent;
    }

    /** Its children are added by its processor, under ids made of its own. */
    private void step() {
        var parent = parent(false, 2);
        data(parent).put("way", "step");
        add("add", parent);
        for (int n = 1; n <= 2; n++) {
            var key = parent.get("data").get("key").asText() + "-" + n;
            jobs.add(new PlannedJob(key, Queues.PARTS, Ending.COMPLETED, true));
        }
    }

    private void deduplicated() {
        boolean keepLast = random.nextBoolean();
        var some = new ArrayList<ObjectNode>();
        var id = prefix + "-once-" + lastKey;
        for (int n = 0; n < 2 + random.nextInt(3); n++) {
            var job = job(Queues.MAIL, Ending.DEDUPLICATED, 0);
            data(job).put("ms", random.nextInt(80));
            opts(job).putObject("deduplication").put("id", id).put("keepLastIfActive", keepLast);
            some.add(job);
        }
        add("add", some);
    }

    /** Added, and soon after cancelled or removed: in line, while it runs, or too late. */
    private void takenBack() {
        boolean cancel = random.nextBoolean();
        var job = job(Queues.MAIL, cancel ? Ending.EITHER : Ending.PERHAPS_REMOVED, 0);
        data(job).put("ms", random.nextInt(400));
        if (random.nextInt(3) == 0) {
            opts(job).put("delay", random.nextInt(300));
        }
        add("add", job);
        var operation =
                JSON.createObjectNode().put("op", cancel ? "cancel" : "remove").put("careful", true);
        operations.add(operation.put("id", job.get("data").get("key").asText()));
    }

    private void schedule(Role producer) {
        var operation = schedulerOperation("schedule", producer);
        if (producer.name().endsWith("2")) {
            operation.put("pattern", "* * * * * *");
        } else {
            operation.put("every", random.nextBoolean() ? 400 : 700);
        }
    }

    private ObjectNode schedulerOperation(String what, Role producer) {
        var operation = JSON.createObjectNode().put("op", what).put("careful", true);
        operation.put("scheduler", "tick-of-" + producer.name());
        operations.add(operation);
        return operation;
    }

    private ObjectNode job(String queue, Ending ending, int failures) {
        var key = prefix + "-" + ++lastKey;
        jobs.add(new PlannedJob(key, queue, ending, true));
        var job = JSON.createObjectNode().put("name", "soak").put("queueName", queue);
        job.putObject("data")
                .put("key", key)
                .put("ms", random.nextInt(10) == 0 ? random.nextInt(120) : random.nextInt(6))
                .put("failures", failures)
                .put("values", -1)
                .put("way", "");
        job.putObject("opts").put("jobId", key);
        return job;
    }

    private static ObjectNode data(ObjectNode job) {
        return (ObjectNode) job.get("data");
    }

    private static ObjectNode opts(ObjectNode job) {
        return (ObjectNode) job.get("opts");
    }

    private ObjectNode add(String how, ObjectNode job) {
        return add(how, List.of(job));
    }

    private ObjectNode add(String how, List<ObjectNode> added) {
        var operation = JSON.createObjectNode().put("op", how).put("careful", true);
        operation.putArray("jobs").addAll(added);
        operations.add(operation);
        return operation;
    }
}
