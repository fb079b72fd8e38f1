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
 * @param hasFloor whether the plain commands have something to compare with
 * @param completed how many jobs of the queue {@code bench} are completed afterwards
 */
record Scenario(
        String name,
        int jobs,
        @Nullable AddPlan before,
        Function<Contender, ClientCost> run,
        boolean hasFloor,
        long completed) {

    static Scenario adding(String name, AddPlan plan, boolean hasFloor) {
        return new Scenario(name, plan.jobs(), null, contender -> contender.add(plan), hasFloor, 0);
    }

    static Scenario working(String name, AddPlan before, WorkPlan plan, boolean hasFloor) {
        return new Scenario(
                name,
                plan.jobs(),
                before,
                contender -> contender.work(plan),
                hasFloor,
                plan.remove() ? 0 : plan.jobs());
    }
}
