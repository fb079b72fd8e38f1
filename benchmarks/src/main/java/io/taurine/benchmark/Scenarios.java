package io.taurine.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is measured, for a given number of jobs. */
final class Scenarios {
    private static final int BULK = 1000;
    private static final int CHILDREN = 100;
    private static final int QUEUES = 200;

    private Scenarios() {}

    /** @param backlog how many jobs are in line where many are, 0 to leave that out */
    static List<Scenario> of(int jobs, int backlog) {
        var all = new ArrayList<Scenario>();
        all.addAll(adding(jobs));
        all.addAll(working(jobs));
        all.addAll(together(jobs));
        if (backlog > 0) {
            all.addAll(behind(backlog, jobs));
        }
        all.addAll(large(jobs));
        return all;
    }

    private static List<Scenario> adding(int jobs) {
        var bulk = AddPlan.bulk(jobs, BULK);
        var each = AddPlan.of(jobs, 100);
        var single = AddPlan.of(part(jobs), 1);
        return List.of(
                Scenario.adding("add one by one", single).withFloor(floor -> floor.add(single)),
                Scenario.adding("add, 100 in flight", each).withFloor(floor -> floor.add(each)),
                Scenario.adding("addBulk of 1,000", bulk).withFloor(floor -> floor.add(bulk)),
                Scenario.adding("addBulk delayed", bulk.ofKind(AddPlan.Kind.DELAYED)),
                Scenario.adding("addBulk prioritized", bulk.ofKind(AddPlan.Kind.PRIORITIZED)));
    }

    private static List<Scenario> working(int jobs) {
        var line = AddPlan.bulk(jobs, BULK);
        var hundred = WorkPlan.of(jobs, 100);
        var few = part(jobs);
        var one = WorkPlan.of(few, 1);
        return List.of(
                Scenario.working("process, concurrency 1", AddPlan.bulk(few, BULK), one)
                        .withFloor(floor -> floor.work(one)),
                Scenario.working("process, concurrency 10", line, WorkPlan.of(jobs, 10)),
                Scenario.working("process, concurrency 100", line, hundred).withFloor(floor -> floor.work(hundred)),
                Scenario.working("process, concurrency 1,000", line, WorkPlan.of(jobs, 1000)),
                Scenario.working("process 100 with removal", line, hundred.endingAs(WorkPlan.End.REMOVED)),
                Scenario.working("process prioritized, 100", line.ofKind(AddPlan.Kind.PRIORITIZED), hundred),
                Scenario.working(
                        "retry storm, 2 of 3 fail",
                        AddPlan.bulk(few, BULK).ofKind(AddPlan.Kind.RETRIED),
                        WorkPlan.of(few, 100).failing(2)));
    }

    private static List<Scenario> together(int jobs) {
        var flows = Math.max(1, jobs / (CHILDREN + 1));
        var inFlows = flows * (CHILDREN + 1);
        var each = Math.max(1, jobs / QUEUES);
        return List.of(
                new Scenario("whole life, 100 at once", jobs, jobs, system -> wholeLife(system, jobs))
                        .withFloor(floor -> wholeLife(floor, jobs)),
                new Scenario("flows of 1 + 100", inFlows, inFlows, system -> system.flows(flows, CHILDREN, 100)),
                new Scenario("200 queues in one process", QUEUES * each, 0, system -> system.manyQueues(QUEUES, each)));
    }

    private static ClientCost wholeLife(Contender contender, int jobs) {
        return contender.add(AddPlan.of(jobs, 100)).plus(contender.work(WorkPlan.of(jobs, 100)));
    }

    private static List<Scenario> behind(int backlog, int jobs) {
        var line = AddPlan.bulk(Math.max(backlog, jobs), BULK);
        var behind = String.format(Locale.ROOT, ", %,d in line", line.jobs());
        return List.of(
                Scenario.adding("add 100" + behind, AddPlan.of(jobs, 100)).behind(line),
                Scenario.working(
                        "process 100" + behind, line, WorkPlan.of(jobs, 100).outOf(line.jobs())));
    }

    private static List<Scenario> large(int jobs) {
        var few = part(jobs);
        var tenKilobytes = AddPlan.bulk(few, 100).withFiller(10_000);
        var megabyte = AddPlan.of(Math.max(10, jobs / 200), 4).withFiller(1_000_000);
        return List.of(
                Scenario.adding("addBulk, payload 10 KB", tenKilobytes),
                Scenario.working("process 100, payload 10 KB", tenKilobytes, WorkPlan.of(few, 100)),
                Scenario.adding("add, payload 1 MB", megabyte),
                Scenario.working("process 10, payload 1 MB", megabyte, WorkPlan.of(megabyte.jobs(), 10)));
    }

    /** Of the jobs, for what takes long. */
    private static int part(int jobs) {
        return Math.max(100, jobs / 4);
    }
}
