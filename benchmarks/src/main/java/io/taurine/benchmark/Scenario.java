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
 */
record Scenario(
        String name,
        int jobs,
        @Nullable AddPlan before,
        Function<JobSystem, ClientCost> run,
        @Nullable Function<Contender, ClientCost> floor,
        long completed) {

    static Scenario adding(String name, AddPlan plan) {
        return new Scenario(name, plan.jobs(), null, system -> system.add(plan), null, 0);
    }

    static Scenario working(String name, AddPlan before, WorkPlan plan) {
        return new Scenario(
                name, plan.jobs(), before, system -> system.work(plan), null, plan.remove() ? 0 : plan.jobs());
    }

    /** Also done by plain commands. */
    Scenario withFloor(Function<Contender, ClientCost> plain) {
        return new Scenario(name, jobs, before, run, plain, completed);
    }
}
