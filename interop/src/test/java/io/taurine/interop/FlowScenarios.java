package io.taurine.interop;

import static io.taurine.interop.Option.NONE;
import static io.taurine.interop.Option.jobId;
import static io.taurine.interop.Option.parent;
import static io.taurine.interop.Option.policy;
import static io.taurine.interop.Option.removeOnFail;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.taurine.interop.Side.WorkerSetup;
import io.taurine.job.ChildFailurePolicy;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.job.KeepJobs;
import io.taurine.testkit.TestQueue;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Scenarios of parents and children, all in one queue. */
final class FlowScenarios {
    private static final Map<String, Integer> DATA = Map.of("n", 1);

    private FlowScenarios() {}

    /** Everything in them is done by hand. */
    static Stream<Scenario> all() {
        return Stream.of(adding(), endings(), again(), detaching(), waiting())
                .flatMap(scenarios -> scenarios)
                .map(scenario -> Scenario.of(scenario.toString(), (side, keys) -> {
                    // Opens the queue, which announces itself, as a flow producer by itself does not.
                    side.isPaused();
                    scenario.run(side, keys);
                }));
    }

    private static String node(String id, String opts, String... children) {
        return "{\"name\":\"n-" + id + "\",\"queueName\":\"<queue>\",\"data\":{\"id\":\"" + id
                + "\"},\"opts\":{\"jobId\":\"" + id + "\"" + (opts.isEmpty() ? "" : "," + opts) + "},\"children\":["
                + String.join(",", children) + "]}";
    }

    private static String leaf(String id, String opts) {
        return node(id, opts).replace(",\"children\":[]", "");
    }

    private static String timed(String opts) {
        return "\"timestamp\":1274083200000" + (opts.isEmpty() ? "" : "," + opts);
    }

    private static Stream<Scenario> adding() {
        return Stream.of(
                Scenario.of("a flow of three levels", (side, keys) -> {
                    side.addFlow(node(
                            "root",
                            timed("\"delay\":5000,\"priority\":3,\"attempts\":2"),
                            leaf("a", timed("\"delay\":1000")),
                            leaf("b", timed("\"priority\":4,\"failParentOnFailure\":true")),
                            leaf("c", timed("\"lifo\":true,\"ignoreDependencyOnFailure\":false")),
                            node(
                                    "d",
                                    timed("\"removeDependencyOnFailure\":true"),
                                    leaf("d1", timed("\"continueParentOnFailure\":true")),
                                    leaf("d2", timed("\"ignoreDependencyOnFailure\":true")))));
                }),
                Scenario.of("a flow with ids of the producer's", (side, keys) -> {
                    side.addFlow(
                            "{\"name\":\"r\",\"queueName\":\"<queue>\",\"children\":["
                                    + "{\"name\":\"a\",\"queueName\":\"<queue>\"},{\"name\":\"b\",\"queueName\":\"<queue>\"}]}");
                }),
                Scenario.of("a flow of one job", (side, keys) -> side.addFlow(leaf("alone", ""))),
                Scenario.of("a flow while paused", (side, keys) -> {
                    side.pause();
                    side.addFlow(node("root", "", leaf("a", ""), leaf("b", "\"priority\":2")));
                }),
                Scenario.of("the same flow twice", (side, keys) -> {
                    side.addFlow(node("root", "", leaf("a", "")));
                    side.addFlow(node("root", "", leaf("a", ""), leaf("b", "")));
                }),
                Scenario.of("a flow under a job", (side, keys) -> {
                    var top = side.add("top", DATA);
                    side.addFlow(node(
                            "root",
                            "\"parent\":{\"id\":\"" + top
                                    + "\",\"queue\":\"bull:<queue>\"},\"failParentOnFailure\":true",
                            leaf("a", "")));
                }),
                Scenario.of("a flow whose only child has completed", (side, keys) -> {
                    side.add("a", DATA, jobId("a"));
                    side.complete(side.claim().orElseThrow(), "early");
                    side.addFlow(node("root", "", leaf("a", "")));
                }),
                Scenario.of("a flow whose first child has completed", (side, keys) -> {
                    side.add("a", DATA, jobId("a"));
                    side.complete(side.claim().orElseThrow(), "early");
                    side.addFlow(node("root", "", leaf("a", ""), leaf("b", "")));
                }),
                Scenario.of("a flow whose child has failed", (side, keys) -> {
                    side.add("a", DATA, jobId("a"));
                    side.fail(side.claim().orElseThrow(), "early", false);
                    side.addFlow(node("root", "", leaf("a", "")));
                }),
                Scenario.of("children added to a job in line", (side, keys) -> {
                    var top = side.add("top", DATA);
                    for (var policy : ChildFailurePolicy.values()) {
                        side.add(
                                "child",
                                DATA,
                                parent(top, "bull:" + keys.name()).and(policy(policy)));
                    }
                    side.add("child", DATA, parent(top, "bull:" + keys.name()));
                }),
                Scenario.of("a job that exists gets a parent", (side, keys) -> {
                    var top = side.add("top", DATA);
                    side.add("a", DATA, jobId("a"));
                    side.add("a", DATA, jobId("a").and(parent(top, "bull:" + keys.name())));
                    side.add("a", DATA, jobId("a"));
                }),
                Scenario.of("a job that has completed gets a parent", (side, keys) -> {
                    side.add("a", DATA, jobId("a"));
                    side.complete(side.claim().orElseThrow(), List.of(1, 2));
                    var top = side.add("top", DATA);
                    side.add("a", DATA, jobId("a").and(parent(top, "bull:" + keys.name())));
                }));
    }

    private static Stream<Scenario> endings() {
        return Stream.concat(
                Stream.of(
                        Scenario.of("children complete", (side, keys) -> {
                            side.addFlow(node("root", "", leaf("a", ""), leaf("b", "")));
                            side.complete(side.claim().orElseThrow(), Map.of("rows", 3));
                            side.complete(side.claim().orElseThrow(), "Größe / 1");
                            side.complete(side.claim().orElseThrow(), "root");
                        }),
                        Scenario.of("a parent with a priority", (side, keys) -> {
                            side.addFlow(node("root", "\"priority\":7", leaf("a", "")));
                            side.complete(side.claim().orElseThrow(), 1);
                        }),
                        Scenario.of("a parent with a delay", (side, keys) -> {
                            side.addFlow(node("root", "\"delay\":3600000", leaf("a", "")));
                            side.complete(side.claim().orElseThrow(), 1);
                        }),
                        Scenario.of("a parent of a paused queue", (side, keys) -> {
                            side.addFlow(node("root", "", leaf("a", "")));
                            var child = side.claim().orElseThrow();
                            side.pause();
                            side.complete(child, 1);
                        }),
                        Scenario.of("a child that is retried before it ends", (side, keys) -> {
                            side.addFlow(node("root", "", leaf("a", "\"attempts\":2,\"failParentOnFailure\":true")));
                            side.fail(side.claim().orElseThrow(), "first", false);
                            side.complete(side.claim().orElseThrow(), "second");
                        }),
                        Scenario.of("a child whose parent is gone", (side, keys) -> {
                            side.addFlow(node("root", "", leaf("a", "\"failParentOnFailure\":true"), leaf("b", "")));
                            side.removeAlone("root");
                            side.fail(side.claim().orElseThrow(), "no", false);
                            side.complete(side.claim().orElseThrow(), "b");
                        }),
                        Scenario.of("a failed child that is not kept", (side, keys) -> {
                            var top = side.add("top", DATA, jobId("top"));
                            side.claim();
                            side.add(
                                    "child",
                                    DATA,
                                    parent(top, "bull:" + keys.name()).and(removeOnFail(true, KeepJobs.none())));
                            side.moveToWaitingChildren(top);
                            side.fail(side.claim().orElseThrow(), "no", false);
                        }),
                        Scenario.of("a completed child that is not kept", (side, keys) -> {
                            side.addFlow(node("root", "", leaf("a", "\"removeOnComplete\":true")));
                            side.complete(side.claim().orElseThrow(), "kept by the parent");
                        }),
                        Scenario.of("a parent with a delay whose child fails it", (side, keys) -> {
                            side.addFlow(node(
                                    "root",
                                    "\"delay\":3600000",
                                    leaf("a", "\"failParentOnFailure\":true"),
                                    leaf("b", "")));
                            side.fail(side.claim().orElseThrow(), "no", false);
                        })),
                Stream.of(
                                "none",
                                "failParentOnFailure",
                                "continueParentOnFailure",
                                "ignoreDependencyOnFailure",
                                "removeDependencyOnFailure")
                        .flatMap(policy -> {
                            var opts = policy.equals("none") ? "" : "\"" + policy + "\":true";
                            return Stream.of(
                                    Scenario.of("the only child fails, policy " + policy, (side, keys) -> {
                                        side.addFlow(node("root", "", leaf("a", opts)));
                                        side.fail(side.claim().orElseThrow(), "no luck\nat all", false);
                                    }),
                                    Scenario.of("one of two children fails, policy " + policy, (side, keys) -> {
                                        side.addFlow(node("root", "", leaf("a", opts), leaf("b", "\"delay\":3600000")));
                                        side.fail(side.claim().orElseThrow(), "no", false);
                                        side.promote("b");
                                    }),
                                    Scenario.of("a child of an active parent fails, policy " + policy, (side, keys) -> {
                                        var top = side.add("top", DATA, jobId("top"));
                                        side.claim();
                                        var child = policy.equals("none")
                                                ? NONE
                                                : new Option(Map.of(policy, true), of(policy));
                                        side.add(
                                                "child",
                                                DATA,
                                                parent(top, "bull:" + keys.name())
                                                        .and(child));
                                        side.fail(side.claim().orElseThrow(), "no", false);
                                    }));
                        }));
    }

    private static JobOptions of(String policy) {
        return Stream.of(ChildFailurePolicy.values())
                .filter(known -> known.optionName().equals(policy))
                .map(known -> JobOptions.builder().childFailurePolicy(known).build())
                .findFirst()
                .orElseThrow();
    }

    private static Stream<Scenario> again() {
        return Stream.of("failParentOnFailure", "ignoreDependencyOnFailure", "removeDependencyOnFailure")
                .flatMap(policy -> Stream.of(
                        Scenario.of("a failed child is retried, policy " + policy, (side, keys) -> {
                            side.addFlow(node("root", "", leaf("a", "\"" + policy + "\":true"), leaf("b", "")));
                            side.fail(side.claim().orElseThrow(), "no", false);
                            side.retry("a", JobState.FAILED, false);
                        }),
                        Scenario.of("all failed jobs are retried, policy " + policy, (side, keys) -> {
                            side.addFlow(node("root", "", leaf("a", "\"" + policy + "\":true"), leaf("b", "")));
                            side.fail(side.claim().orElseThrow(), "no", false);
                            side.retryJobs(JobState.FAILED);
                        }),
                        Scenario.of("a completed child is retried, policy " + policy, (side, keys) -> {
                            side.addFlow(node("root", "", leaf("a", "\"" + policy + "\":true"), leaf("b", "")));
                            side.complete(side.claim().orElseThrow(), 1);
                            side.retry("a", JobState.COMPLETED, true);
                        })));
    }

    private static Stream<Scenario> detaching() {
        // One pending child each at the end: the order of a set differs from queue to queue.
        var family = node(
                "root",
                "",
                leaf("a", "\"ignoreDependencyOnFailure\":true"),
                leaf("b", "\"failParentOnFailure\":true"),
                node("c", "", leaf("c1", "")));
        return Stream.of(
                Scenario.of("removeChildDependency", (side, keys) -> {
                    side.addFlow(node("root", "\"priority\":4,\"delay\":60000", leaf("a", ""), leaf("b", "")));
                    side.removeChildDependency("a");
                    side.removeChildDependency("b");
                }),
                Scenario.of("removeUnprocessedChildren", (side, keys) -> {
                    side.addFlow(family);
                    side.fail(side.claim().orElseThrow(), "ignored", false);
                    side.claim();
                    side.removeUnprocessedChildren("root");
                }),
                Scenario.of("removeUnprocessedChildren of all", (side, keys) -> {
                    side.addFlow(node("root", "", node("c", "", leaf("c1", ""))));
                    side.removeUnprocessedChildren("root");
                }),
                Scenario.of("remove a parent", (side, keys) -> {
                    side.addFlow(family);
                    side.fail(side.claim().orElseThrow(), "ignored", false);
                    side.complete(side.claim().orElseThrow(), 1);
                    side.remove("root");
                }),
                Scenario.of("remove a parent alone", (side, keys) -> {
                    side.addFlow(family);
                    side.removeAlone("root");
                }),
                Scenario.of("remove a parent whose child is locked", (side, keys) -> {
                    side.addFlow(family);
                    side.claim();
                    side.remove("root");
                }),
                Scenario.of("remove children", (side, keys) -> {
                    side.addFlow(node("root", "", leaf("a", ""), node("c", "", leaf("c1", ""))));
                    side.remove("a");
                    side.remove("c");
                }),
                Scenario.of("drain with parents", (side, keys) -> {
                    side.addFlow(node("root", "", leaf("a", ""), node("c", "", leaf("c1", ""))));
                    side.drain(false);
                }),
                Scenario.of("clean failed children", (side, keys) -> {
                    side.addFlow(node("root", "", leaf("a", "")));
                    side.fail(side.claim().orElseThrow(), "no", false);
                    side.clean(JobState.FAILED, 10);
                }));
    }

    private static Stream<Scenario> waiting() {
        return Stream.of(
                Scenario.of("moveToWaitingChildren", (side, keys) -> {
                    var top = side.add("top", DATA, jobId("top"));
                    side.claim();
                    side.moveToWaitingChildren(top);
                    side.add("child", DATA, parent(top, "bull:" + keys.name()));
                    side.moveToWaitingChildren(top);
                    side.complete(side.claim().orElseThrow(), "c");
                    side.claim();
                    side.moveToWaitingChildren(top);
                    side.complete(top, "done");
                }),
                Scenario.of("moveToWaitingChildren of a prioritized job", (side, keys) -> {
                    var top = side.add("top", DATA, jobId("top").and(Option.priority(5)));
                    side.claim();
                    side.add("child", DATA, parent(top, "bull:" + keys.name()));
                    side.moveToWaitingChildren(top);
                    side.complete(side.claim().orElseThrow(), "c");
                }));
    }

    /** A worker runs the whole flow, one job at a time. */
    static Stream<Scenario> looping() {
        return Stream.of(
                worked("a flow", node("root", "", leaf("a", ""), node("b", "", leaf("b1", ""), leaf("b2", "")))),
                worked(
                        "a failure that climbs three levels",
                        node(
                                "root",
                                "",
                                node(
                                        "middle",
                                        "\"failParentOnFailure\":true",
                                        bad("bad", "\"attempts\":2,\"failParentOnFailure\":true"),
                                        leaf("good", "")))),
                worked(
                        "a failure that is ignored",
                        node("root", "", bad("bad", "\"ignoreDependencyOnFailure\":true"), leaf("good", ""))),
                worked(
                        "a failure that is forgotten",
                        node("root", "", bad("bad", "\"removeDependencyOnFailure\":true"), leaf("good", ""))),
                worked("a failure that blocks", node("root", "", bad("bad", ""), leaf("good", ""))),
                worked(
                                "a parent that goes on and cannot complete",
                                node(
                                        "root",
                                        "",
                                        bad("bad", "\"continueParentOnFailure\":true,\"lifo\":true"),
                                        leaf("late", "\"delay\":3600000")))
                        .differs(
                                "whoever records the refused end as a failure claims nothing in that call",
                                List.of(),
                                List.of("/events/15/event = \"drained\"")));
    }

    private static String bad(String id, String opts) {
        return leaf(id, opts).replace("\"data\":{", "\"data\":{\"do\":\"fail\",");
    }

    private static Scenario worked(String name, String flow) {
        return Scenario.of("worked: " + name, (side, keys) -> {
            side.pause();
            side.addFlow(flow);
            side.startWorker(WorkerSetup.DEFAULT.named("loop"));
            side.resume();
            await().atMost(NodePeer.LIMIT).until(() -> isOver(keys) || isDrained(keys));
            side.close();
        });
    }

    private static boolean isOver(TestQueue keys) {
        return keys.redis().zscore(keys.key("completed"), "root") != null
                || keys.redis().zscore(keys.key("failed"), "root") != null;
    }

    private static boolean isDrained(TestQueue keys) {
        return keys.redis().xrevrange(keys.key("events"), Range.unbounded(), Limit.from(1)).stream()
                .anyMatch(last -> "drained".equals(last.getBody().get("event")));
    }
}
