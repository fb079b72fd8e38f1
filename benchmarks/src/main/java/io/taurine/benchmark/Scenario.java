package io.taurine.benchmark;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing to measure.
 *
 * @param name the row of the table
 * @param jobs by what the costs are divided
 * @param before jobs that are put in line before the clock starts, null for none
 * @param run does the work and tells what it cost the client
 * @param floor the same by plain commands, null where these have nothing to compare with
 * @param completed how many jobs of the queue {@code bench} are completed afterwards
 * @param left how many of it may be in line instead, as whoever works stops when enough have completed
 */
record Scenario(
        String name,
        int jobs,
        @Nullable AddPlan before,
        Function<JobSystem, ClientCost> run,
        @Nullable Function<Contender, ClientCost> floor,
        long completed,
        long left) {

    Scenario(String name, int jobs, long completed, Function<JobSystem, ClientCost> run) {
        this(name, jobs, null, run, null, completed, 0);
    }

    static Scenario adding(String name, AddPlan plan) {
        return new Scenario(name, plan.jobs(), 0, system -> system.add(plan));
    }

    static Scenario working(String name, AddPlan before, WorkPlan plan) {
        var stay = plan.end() == WorkPlan.End.COMPLETED;
        return new Scenario(
                name,
                plan.jobs(),
                before,
                system -> system.work(plan),
                null,
                stay ? plan.jobs() : 0,
                plan.line() - plan.jobs());
    }

    /** With so many jobs in line before. */
    Scenario behind(AddPlan line) {
        return new Scenario(name, jobs, line, run, floor, completed, left);
    }

    /** Also done by plain commands. */
    Scenario withFloor(Function<Contender, ClientCost> plain) {
        return new Scenario(name, jobs, before, run, plain, completed, left);
    }
}
