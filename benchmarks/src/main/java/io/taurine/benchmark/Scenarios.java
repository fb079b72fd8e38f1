package io.taurine.benchmark;

import java.util.List;

/** What is measured, for a given number of jobs. */
final class Scenarios {
    private static final int BULK = 1000;
    private static final int CHILDREN = 100;

    private Scenarios() {}

    static List<Scenario> of(int jobs) {
        var few = Math.max(100, jobs / 4);
        var flows = Math.max(1, jobs / (CHILDREN + 1));
        var queues = 200;
        var each = Math.max(1, jobs / queues);
        return List.of(
                Scenario.adding("add one by one", AddPlan.of(few, 1)),
                Scenario.adding("add, 100 in flight", AddPlan.of(jobs, 100))
                        .withFloor(floor -> floor.add(AddPlan.of(jobs, 100))),
                Scenario.adding("addBulk of 1,000", AddPlan.bulk(jobs, BULK))
                        .withFloor(floor -> floor.add(AddPlan.bulk(jobs, BULK))),
                Scenario.adding("addBulk delayed", AddPlan.bulk(jobs, BULK).ofKind(AddPlan.Kind.DELAYED)),
                Scenario.adding("addBulk prioritized", AddPlan.bulk(jobs, BULK).ofKind(AddPlan.Kind.PRIORITIZED)),
                Scenario.working("process, concurrency 1", AddPlan.bulk(few, BULK), WorkPlan.of(few, 1)),
                Scenario.working("process, concurrency 10", AddPlan.bulk(jobs, BULK), WorkPlan.of(jobs, 10)),
                Scenario.working("process, concurrency 100", AddPlan.bulk(jobs, BULK), WorkPlan.of(jobs, 100))
                        .withFloor(floor -> floor.work(WorkPlan.of(jobs, 100))),
                Scenario.working("process, concurrency 1,000", AddPlan.bulk(jobs, BULK), WorkPlan.of(jobs, 1000)),
                Scenario.working(
                        "process 100 with removal",
                        AddPlan.bulk(jobs, BULK),
                        WorkPlan.of(jobs, 100).removing()),
                Scenario.working(
                        "process prioritized, 100",
                        AddPlan.bulk(jobs, BULK).ofKind(AddPlan.Kind.PRIORITIZED),
                        WorkPlan.of(jobs, 100)),
                Scenario.working(
                        "retry storm, 2 of 3 fail",
                        AddPlan.bulk(few, BULK).ofKind(AddPlan.Kind.RETRIED),
                        WorkPlan.of(few, 100).failing(2)),
                new Scenario(
                        "flows of 1 + 100",
                        flows * (CHILDREN + 1),
                        null,
                        system -> system.flows(flows, CHILDREN, 100),
                        null,
                        flows * (CHILDREN + 1L)),
                new Scenario(
                        "200 queues in one process",
                        queues * each,
                        null,
                        system -> system.manyQueues(queues, each),
                        null,
                        0),
                Scenario.adding("addBulk, payload 10 KB", AddPlan.bulk(few, 100).withFiller(10_000)),
                Scenario.working(
                        "process 100, payload 10 KB", AddPlan.bulk(few, 100).withFiller(10_000), WorkPlan.of(few, 100)),
                Scenario.adding(
                        "add, payload 1 MB",
                        AddPlan.of(Math.max(10, jobs / 200), 4).withFiller(1_000_000)),
                Scenario.working(
                        "process 10, payload 1 MB",
                        AddPlan.of(Math.max(10, jobs / 200), 4).withFiller(1_000_000),
                        WorkPlan.of(Math.max(10, jobs / 200), 10)));
    }
}
